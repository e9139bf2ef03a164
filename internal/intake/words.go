package intake

import "github.com/folkmoot/folkmoot/internal/locale"

// Words is the channel as a page says it.
func (c Channel) Words() locale.Sentence {
	switch c {
	case Web:
		return locale.Says("Online")
	case Paper:
		return locale.Says("On paper")
	case Email:
		return locale.Says("By email")
	case Phone:
		return locale.Says("By telephone")
	case InPerson:
		return locale.Says("In person")
	}
	return locale.Sentence{}
}

// Words is the state as a page says it.
func (s State) Words() locale.Sentence {
	switch s {
	case Withdrawn:
		return locale.Says("Withdrawn")
	case Excluded:
		return locale.Says("Left out of the count")
	}
	return locale.Says("Counted")
}
