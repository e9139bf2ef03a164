package intake

import "github.com/folkmoot/folkmoot/internal/locale"

// Label returns the name of the channel on a page.
func (c Channel) Label() locale.LazyMessage {
	switch c {
	case Web:
		return locale.Lazy("Online")
	case Paper:
		return locale.Lazy("On paper")
	case Email:
		return locale.Lazy("By email")
	case Phone:
		return locale.Lazy("By phone")
	case InPerson:
		return locale.Lazy("In person")
	}
	return locale.LazyMessage{}
}

// Label returns the name of the state on a page.
func (s ResponseState) Label() locale.LazyMessage {
	switch s {
	case Withdrawn:
		return locale.Lazy("Withdrawn")
	case Excluded:
		return locale.Lazy("Excluded")
	}
	return locale.Lazy("Counted")
}
