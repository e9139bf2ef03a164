package consult

import (
	"cmp"
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// Label is the name of t on pages.
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

// Label is the name of s on pages.
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

// Label is the name of k in the timeline of a consultation.
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

// Label is the name of k on pages.
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

// EditionLabel is the name of an edition of a questionnaire, given its ID: a
// format, a language or a name chosen by the council. It can be an argument of a
// message.
type EditionLabel string

// In returns the name in the language of p.
func (e EditionLabel) In(p *locale.Printer) string {
	switch e {
	case "":
		return ""
	case "standard":
		return p.Say("Standard")
	case "easy-read":
		return p.Say("Easy Read")
	case "large-print":
		return p.Say("Large print")
	}
	if locale.IsTag(string(e)) {
		return p.LanguageName(string(e))
	}
	name := strings.ReplaceAll(string(e), "-", " ")
	return strings.ToUpper(name[:1]) + name[1:]
}

// String returns the name in English.
func (e EditionLabel) String() string { return e.In(nil) }

// Label is the name of e among the editions of its document.
func (e *Edition) Label() DocumentEditionLabel { return DocumentEditionLabel{e.Format, e.Lang} }

// DocumentEditionLabel is the name of an edition of a document. It can be an
// argument of a message.
type DocumentEditionLabel struct {
	Format Format
	Lang   string
}

// In returns the name in the language of p.
func (e DocumentEditionLabel) In(p *locale.Printer) string {
	english := e.Lang == "" || strings.HasPrefix(e.Lang, "en")
	switch {
	case e.Format == SignedVideo:
		return p.Say("British Sign Language video")
	case e.Format == Translation:
		return cmp.Or(p.LanguageName(e.Lang), p.Say("Translation"))
	case e.Format == EasyRead && english:
		return p.Say("Easy Read")
	case e.Format == EasyRead:
		return p.Say("Easy Read in %s", p.LanguageName(e.Lang))
	case e.Format == LargePrint && english:
		return p.Say("Large print")
	case e.Format == LargePrint:
		return p.Say("Large print in %s", p.LanguageName(e.Lang))
	case english:
		return p.Say("Standard")
	}
	return p.Say("Standard in %s", p.LanguageName(e.Lang))
}

// String returns the name in English.
func (e DocumentEditionLabel) String() string { return e.In(nil) }
