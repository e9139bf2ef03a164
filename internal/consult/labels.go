package consult

import "github.com/folkmoot/folkmoot/internal/locale"

// Label is the type as a page says it.
func (t Type) Label() locale.LazyMessage {
	switch t {
	case Statutory:
		return locale.Lazy("Statutory consultation")
	case Engagement:
		return locale.Lazy("Engagement")
	case Survey:
		return locale.Lazy("Survey")
	case Information:
		return locale.Lazy("Information")
	}
	return locale.Lazy("Consultation")
}

// Label is the state as a page says it.
func (s State) Label() locale.LazyMessage {
	switch s {
	case Draft:
		return locale.Lazy("Draft")
	case Forthcoming:
		return locale.Lazy("Forthcoming")
	case Open:
		return locale.Lazy("Open")
	case Reported:
		return locale.Lazy("Results published")
	case Withdrawn:
		return locale.Lazy("Withdrawn")
	}
	return locale.Lazy("Closed")
}

// Label is the act as a page says that it was done.
func (k ActKind) Label() locale.LazyMessage {
	switch k {
	case ActPublished:
		return locale.Lazy("Published")
	case ActOpened:
		return locale.Lazy("Opened")
	case ActClosed:
		return locale.Lazy("Closed")
	case ActExtended:
		return locale.Lazy("Extended")
	case ActClosedEarly:
		return locale.Lazy("Closed early")
	case ActReopened:
		return locale.Lazy("Reopened")
	case ActAmended:
		return locale.Lazy("Changed")
	case ActReported:
		return locale.Lazy("Results published")
	case ActWithdrawn:
		return locale.Lazy("Withdrawn")
	}
	return locale.LazyMessage{}
}

// Label is the kind as a page says it.
func (k DocumentKind) Label() locale.LazyMessage {
	switch k {
	case Proposal:
		return locale.Lazy("Proposal")
	case BackgroundInformation:
		return locale.Lazy("Information")
	case EqualityImpact:
		return locale.Lazy("Equality impact assessment")
	case Costs:
		return locale.Lazy("Costs")
	case PaperSurvey:
		return locale.Lazy("Paper survey")
	case QuestionsAndAnswers:
		return locale.Lazy("Questions and answers")
	}
	return locale.Lazy("Document")
}
