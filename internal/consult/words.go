package consult

import "github.com/folkmoot/folkmoot/internal/locale"

// Words is the type as a page says it.
func (t Type) Words() locale.Sentence {
	switch t {
	case Statutory:
		return locale.Says("Statutory consultation")
	case Engagement:
		return locale.Says("Engagement")
	case Survey:
		return locale.Says("Survey")
	case Information:
		return locale.Says("Information")
	}
	return locale.Says("Consultation")
}

// Words is the state as a page says it.
func (s State) Words() locale.Sentence {
	switch s {
	case Draft:
		return locale.Says("Draft")
	case Forthcoming:
		return locale.Says("Forthcoming")
	case Open:
		return locale.Says("Open")
	case Reported:
		return locale.Says("Results published")
	case Withdrawn:
		return locale.Says("Withdrawn")
	}
	return locale.Says("Closed")
}

// Words is the act as a page says that it was done.
func (k ActKind) Words() locale.Sentence {
	switch k {
	case ActPublished:
		return locale.Says("Published")
	case ActOpened:
		return locale.Says("Opened")
	case ActClosed:
		return locale.Says("Closed")
	case ActExtended:
		return locale.Says("Extended")
	case ActShortened:
		return locale.Says("Closed early")
	case ActReopened:
		return locale.Says("Reopened")
	case ActAmended:
		return locale.Says("Changed")
	case ActReported:
		return locale.Says("Results published")
	case ActWithdrawn:
		return locale.Says("Withdrawn")
	}
	return locale.Sentence{}
}

// Words is the kind as a page says it.
func (k DocumentKind) Words() locale.Sentence {
	switch k {
	case Proposal:
		return locale.Says("Proposal")
	case Background:
		return locale.Says("Information")
	case Impact:
		return locale.Says("Equality impact assessment")
	case Costs:
		return locale.Says("Costs")
	case PaperSurvey:
		return locale.Says("Paper survey")
	case Questions:
		return locale.Says("Questions and answers")
	}
	return locale.Says("Document")
}
