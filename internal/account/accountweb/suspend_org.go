package accountweb

import (
	"context"
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// orgAction is one way in which the council changes how a partner stands.
type orgAction struct {
	name                               string // the end of its address
	title, description, button, notice string // messages of the interface; the first with the name of the organisation
	do                                 func(s *account.Service, ctx context.Context, by actor.Actor, org, why string) error
}

var (
	suspendOrg = orgAction{
		"suspend",
		locale.Key("Suspend %s"),
		locale.Key(
			"All users in this organisation will be signed out straight away and will not be able to sign in. What it has published stays online. What the council can see of its work does not change. You can restore the organisation later.",
		),
		locale.Key("Suspend organisation"),
		locale.Key("The organisation has been suspended."),
		(*account.Service).SuspendOrg,
	}
	restoreOrg = orgAction{
		"restore",
		locale.Key("Restore %s"),
		locale.Key("Its users will be able to sign in again as before. Accounts that were suspended individually will stay suspended."),
		locale.Key("Restore organisation"),
		locale.Key("The organisation has been restored."),
		(*account.Service).RestoreOrg,
	}
)

func (t orgAction) path(org string) string {
	return orgsPath + "/" + url.PathEscape(org) + "/" + t.name
}

// orgActionRoutes are the two routes of t.
func (d *Handlers) orgActionRoutes(t orgAction) {
	view := func(r *http.Request) (v formView, err error) {
		org, err := d.account.GetManagedOrg(r.Context(), site.Actor(r), r.PathValue("org"))
		if err != nil {
			return v, err
		}
		p := page.Printer(r)
		return formView{
			Title:  p.Say(t.title, org.Name),
			Back:   page.Link{Text: p.Say("People"), Href: peoplePath + "?org=" + url.QueryEscape(org.ID)},
			Action: t.path(org.ID),
			Button: p.Say(t.button),
			Lead:   []string{p.Say(t.description)},
			Form:   form.Form{reasonField(r, p.Say("Administrators can see this in the audit log."))},
		}, nil
	}
	d.routeReauth(http.MethodGet, orgsPath+"/{org}/"+t.name, actor.Operate, func(w http.ResponseWriter, r *http.Request) error {
		v, err := view(r)
		if err != nil {
			return err
		}
		return writeForm(w, r, v)
	})
	d.routeReauth(http.MethodPost, orgsPath+"/{org}/"+t.name, actor.Operate, func(w http.ResponseWriter, r *http.Request) error {
		v, err := view(r)
		if err != nil {
			return err
		}
		if err := t.do(d.account, r.Context(), site.Actor(r), r.PathValue("org"), r.PostFormValue("why")); err != nil {
			if v.Form[0].Error, err = formError(r, err); err != nil {
				return err
			}
			return writeForm(w, r, v)
		}
		d.setNotice(r, page.Printer(r).Say(t.notice))
		return site.Redirect(w, r, peoplePath+"?org="+url.QueryEscape(r.PathValue("org")))
	})
}

// setSuspension says to an operator, on the list of its people, how org stands, and
// leads to where that is changed.
func (v *peopleView) setSuspension(r *http.Request, org account.Org) {
	p := page.Printer(r)
	if !site.Actor(r).May(actor.Operate) || org.Kind == account.Council {
		return // the reason is for the council alone
	}
	v.SuspendLink = page.Link{Text: p.Say("Suspend this organisation"), Href: suspendOrg.path(org.ID)}
	if org.IsSuspended() {
		v.SuspendedTag = page.Tag{Text: p.Say("Suspended"), Colour: "red"}
		v.SuspendedNotice = p.Say(
			"This organisation has been suspended since %s. Its users cannot sign in. Reason: %s",
			p.Date(org.SuspendedAt),
			org.SuspendReason,
		)
		v.SuspendLink = page.Link{Text: p.Say("Restore this organisation"), Href: restoreOrg.path(org.ID)}
	}
}
