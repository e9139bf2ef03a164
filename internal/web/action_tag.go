package web

import (
	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// ActionTag returns the tag of the status of an action. Each kind of status has a colour of its own.
func ActionTag(p *locale.Printer, s action.Status) page.Tag {
	return page.Tag{Text: s.Label().In(p), Colour: actionColours[s]}
}

var actionColours = map[action.Status]string{
	action.NotStarted: "grey", action.OnTrack: "", action.AtRisk: "yellow", action.OffTrack: "red",
	action.Complete: "green", action.Closed: "grey", action.CarriedForward: "blue",
}
