package accountweb

import (
	"context"
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// orgAction suspends or restores an organisation.
type orgAction struct {
	name string // last part of its path

	// Messages of the interface. The title has %s for the name of the organisation.
	title, description, button, notice string

	do func(s *account.Service, ctx context.Context, by actor.Actor, org, reason string) error
}

var (
	suspendOrg = orgAction{
		"suspend",
		locale.Key("Suspend %s"),
		locale.Key(
			"All users in this organisation will be signed out straight away and will not be able to sign in. " +
				"What it has published stays online. What the council can see of its work does not change. " +
				"You can restore the organisation later.",
		),
		locale.Key("Suspend organisation"),
		locale.Key("The organisation has been suspended."),
		(*account.Service).SuspendOrg,
	}
	restoreOrg = orgAction{
		"restore",
		locale.Key("Restore %s"),
		locale.Key(
			"Its users will be able to sign in again as before. " +
				"Accounts that were suspended individually will stay suspended.",
		),
		locale.Key("Restore organisation"),
		locale.Key("The organisation has been restored."),
		(*account.Service).RestoreOrg,
	}
)

func (a orgAction) path(org string) string {
	return orgsPath + "/" + url.PathEscape(org) + "/" + a.name
}

// orgActionRoutes adds the page that asks for a reason and confirmation of a.
func (h *Handlers) orgActionRoutes(a orgAction) {
	view := func(r *http.Request) (v web.FormView, err error) {
		org, err := h.accounts.GetManagedOrg(r.Context(), site.Actor(r), r.PathValue("org"))
		if err != nil {
			return v, err
		}
		p := page.Printer(r)
		return web.FormView{
			Title:  p.Say(a.title, org.Name),
			Back:   page.Link{Text: p.Say("People"), Href: peoplePath + "?org=" + url.QueryEscape(org.ID)},
			Action: a.path(org.ID),
			Button: p.Say(a.button),
			Lead:   []string{p.Say(a.description)},
			Form:   form.Form{reasonField(r, p.Say("Administrators can see this in the audit log."))},
		}, nil
	}
	pattern := orgsPath + "/{org}/" + a.name
	h.routeReauth(http.MethodGet, pattern, actor.Operate, func(w http.ResponseWriter, r *http.Request) error {
		v, err := view(r)
		if err != nil {
			return err
		}
		return web.WriteForm(w, r, v)
	})
	h.routeReauth(http.MethodPost, pattern, actor.Operate, func(w http.ResponseWriter, r *http.Request) error {
		v, err := view(r)
		if err != nil {
			return err
		}
		org := r.PathValue("org")
		if err := a.do(h.accounts, r.Context(), site.Actor(r), org, r.PostFormValue("reason")); err != nil {
			if v.Form[0].Error, err = web.FormError(r, err); err != nil {
				return err
			}
			return web.WriteForm(w, r, v)
		}
		h.SetNotice(r, page.Printer(r).Say(a.notice))
		return site.Redirect(w, r, peoplePath+"?org="+url.QueryEscape(org))
	})
}

// setSuspension shows an operator whether org is suspended, with a link to change
// that. The reason is only for the council.
func (v *peopleView) setSuspension(r *http.Request, org account.Org) {
	p := page.Printer(r)
	if !site.Actor(r).May(actor.Operate) || org.Kind == account.Council {
		return
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
