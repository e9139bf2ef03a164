package overviewweb

import (
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/overview"
	"github.com/folkmoot/folkmoot/internal/page"
)

// nextStep is what comes next for a consultation.
type nextStep struct {
	Text string
	Link page.Link // for readers who may do it
	Who  string    // for the others: the roles that may
}

// next returns the next step for o as by sees it, or nil if nothing is left to do.
func next(words *locale.Printer, by actor.Actor, o *overview.Overview) *nextStep {
	at := rootPath + "/" + o.Slug
	step := func(text, link, path string, needs actor.Capability) *nextStep {
		if by.May(needs) {
			return &nextStep{Text: text, Link: page.Link{Text: link, Href: at + path}}
		}
		return &nextStep{Text: text, Who: account.RolesWith(words, needs)}
	}
	c := o.Consultation
	switch {
	case o.Register:
		return nil
	case o.State == consult.Draft && by.May(actor.Draft) && !by.May(actor.Publish):
		return step(words.Say("Finish this draft and check it. A publisher then publishes it."), words.Say("Check"), "/check", actor.Draft)
	case o.State == consult.Draft:
		return step(words.Say("Finish this draft, check it and publish it."), words.Say("Check and publish"), "/check", actor.Publish)
	case o.State == consult.Forthcoming:
		return &nextStep{Text: words.Say("This consultation opens on %s. It opens automatically.", c.Opens)}
	case o.State == consult.Open:
		return &nextStep{Text: words.Say("This consultation closes on %s. It closes automatically.", c.Closes)}
	case o.State == consult.Withdrawn:
		return nil
	case o.State == consult.Closed && len(o.Obstacles) > 0:
		return &nextStep{Text: words.Say("The results can be released once nothing is in the way.")}
	case o.State == consult.Closed:
		return step(words.Say("Release the results."), words.Say("Release the results"), "/results", actor.Release)
	case o.Feedback == nil || o.Feedback.Incomplete():
		text := words.Say("Publish feedback: tell people what you did.")
		if due, err := time.Parse(time.DateOnly, c.Feedback); err == nil {
			text = words.Say("Publish feedback by %s: tell people what you did.", words.Date(due))
		}
		return step(text, words.Say("Publish feedback"), "/feedback", actor.Decide)
	}
	return nil
}
