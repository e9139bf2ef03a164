// Package draftedit has what the handlers of drafts and of the questionnaire builder share: the editing
// form, the page for conflicting edits, and the addresses of a draft.
package draftedit

import (
	"embed"
	"net/http"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var formTemplates embed.FS

// Base is what the handlers of drafts and of the questionnaire builder have in common.
type Base struct {
	*web.Deps
	Drafts *draft.Service
}

// RootPath is the address of the list; under it each consultation has a hub.
const RootPath = "/staff/consultations"

// HubPath is the address of the hub of a consultation.
func HubPath(slug string) string { return RootPath + "/" + slug }

// AddRoute adds one page and, with post, what it sends.
func (h *Base) AddRoute(pattern string, get, post site.Handler) {
	h.Site.Add(site.Route{Method: http.MethodGet, Pattern: RootPath + pattern, Needs: actor.Draft, Handler: get})
	if post != nil {
		h.Site.Add(site.Route{Method: http.MethodPost, Pattern: RootPath + pattern, Needs: actor.Draft, Handler: post})
	}
}

// RouteEditor adds the page of a sheet and what it sends.
func (h *Base) RouteEditor(pattern string, of func(r *http.Request) (Editor, error)) {
	with := func(do func(http.ResponseWriter, *http.Request, Editor) error) site.Handler {
		return func(w http.ResponseWriter, r *http.Request) error {
			s, err := of(r)
			if err != nil {
				return err
			}
			return do(w, r, s)
		}
	}
	h.Site.Add(site.Route{Method: http.MethodGet, Pattern: RootPath + pattern, Needs: actor.Draft, Handler: with(h.showEditor)})
	h.Site.Add(
		site.Route{Method: http.MethodPost, Pattern: RootPath + pattern, Needs: actor.Draft, Handler: with(h.saveEditor), MaxBody: 1 << 20},
	)
}

// LoadDraft returns the draft that r is about.
func (h *Base) LoadDraft(r *http.Request) (*draft.Draft, error) {
	return h.Drafts.Get(r.Context(), site.Actor(r), r.PathValue("slug"))
}

// SubmittedVersion is the version that somebody saw who sent a form. To whom the draft
// is not there, nothing else is said of the form.
func (h *Base) SubmittedVersion(r *http.Request) (int64, error) {
	if _, err := h.LoadDraft(r); err != nil {
		return 0, err
	}
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return 0, fault.New(fault.Invalid, "We could not process the form. Reload the page and try again.")
	}
	return version, nil
}

// UpdateDraft lets fn change the version of the working copy that r was sent from.
func (h *Base) UpdateDraft(r *http.Request, fn func(*consult.Definition) error) error {
	_, err := h.Drafts.Change(r.Context(), site.Actor(r), r.PathValue("slug"), FormVersion(r), fn)
	return err
}

func FormVersion(r *http.Request) int64 {
	version, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	if err != nil {
		return -1
	}
	return version
}

// BackToHub leads to the hub of the consultation.
func BackToHub(r *http.Request, slug string) page.Link {
	return page.Link{Text: page.Printer(r).Say("Back to the consultation"), Href: HubPath(slug)}
}
