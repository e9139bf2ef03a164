// Package draftedit has what the handlers of drafts and of the questionnaire builder share: the editing form, the
// page for conflicting edits, and the paths of a draft.
package draftedit

import (
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Base is embedded in the handlers of drafts and of the questionnaire builder. The methods that take a request
// find the draft by the path value "slug".
type Base struct {
	*web.Deps
	Drafts *draft.Service

	Feature *feature.Feature // what the pages are registered with
}

// RootPath is the path of the list of consultations in the staff area.
const RootPath = "/staff/consultations"

// HubPath returns the path of the page that links to all parts of a draft.
func HubPath(slug string) string { return RootPath + "/" + slug }

// AddRoute adds the handlers of a page whose path is RootPath followed by pattern. post may be nil.
func (b *Base) AddRoute(pattern string, get, post site.Handler) {
	b.Feature.AddRoutes(site.Route{Method: http.MethodGet, Pattern: RootPath + pattern, Needs: actor.Draft, Handler: get})
	if post != nil {
		b.Feature.AddRoutes(site.Route{Method: http.MethodPost, Pattern: RootPath + pattern, Needs: actor.Draft, Handler: post})
	}
}

// maxFormSize is the maximum size in bytes of a submitted editing form.
const maxFormSize = 1 << 20

// RouteEditor adds the page of the editor that newEditor returns for a request. The path of the page is RootPath
// followed by pattern.
func (b *Base) RouteEditor(pattern string, newEditor func(r *http.Request) (Editor, error)) {
	with := func(do func(http.ResponseWriter, *http.Request, Editor) error) site.Handler {
		return func(w http.ResponseWriter, r *http.Request) error {
			e, err := newEditor(r)
			if err != nil {
				return err
			}
			return do(w, r, e)
		}
	}
	b.Feature.AddRoutes(
		site.Route{Method: http.MethodGet, Pattern: RootPath + pattern, Needs: actor.Draft, Handler: with(b.showEditor)},
		site.Route{
			Method: http.MethodPost, Pattern: RootPath + pattern, Needs: actor.Draft, Handler: with(b.saveEditor),
			MaxBody: maxFormSize,
		},
	)
}

// LoadDraft returns the draft of the request.
func (b *Base) LoadDraft(r *http.Request) (*draft.Draft, error) {
	return b.Drafts.Get(r.Context(), site.Actor(r), r.PathValue("slug"))
}

// SubmittedVersion returns the version of the draft that the submitted form was made for. If the actor cannot see
// the draft, it returns that error, whatever the form contains.
func (b *Base) SubmittedVersion(r *http.Request) (draft.Version, error) {
	if _, err := b.LoadDraft(r); err != nil {
		return "", err
	}
	version := draft.Version(r.PostFormValue("version"))
	if version.Number() < 0 {
		return "", fault.New(fault.Invalid, "We could not process the form. Reload the page and try again.")
	}
	return version, nil
}

// UpdateDraft lets fn change the version of the draft that the submitted form was made for.
func (b *Base) UpdateDraft(r *http.Request, fn func(*consult.Definition) error) error {
	return b.UpdateDraftAs(r, site.Actor(r), fn)
}

// UpdateDraftAs is UpdateDraft by the actor that ConfirmRemoval returned.
func (b *Base) UpdateDraftAs(r *http.Request, by actor.Actor, fn func(*consult.Definition) error) error {
	_, err := b.Drafts.Change(r.Context(), by, r.PathValue("slug"), FormVersion(r), fn)
	return err
}

// ConfirmRemoval asks for confirmation before something with this name is removed from the
// draft. See web.Deps.Confirm.
func (b *Base) ConfirmRemoval(
	w http.ResponseWriter, r *http.Request, title, name, back string, effects ...string,
) (by actor.Actor, ok bool, err error) {
	return b.Confirm(w, r, web.Irreversible{
		Act: "remove-from-draft", SubjectKind: "consultation", Subject: r.PathValue("slug"), Needs: actor.Draft,
		Title: title, Name: name, Effects: effects, Back: page.Link{Text: page.Printer(r).Say("Back"), Href: back},
	})
}

// FormVersion returns the version in the submitted form. What is no version differs from every version.
func FormVersion(r *http.Request) draft.Version { return draft.Version(r.PostForm.Get("version")) }

// BackToHub returns the back link to the page of the draft.
func BackToHub(r *http.Request, slug string) page.Link {
	return page.Link{Text: page.Printer(r).Say("Back to the consultation"), Href: HubPath(slug)}
}

// BackToQuestionnaire returns the back link to the questionnaire. anchor is "" or begins with #.
func BackToQuestionnaire(r *http.Request, slug, anchor string) page.Link {
	return page.Link{
		Text: page.Printer(r).Say("Back to the questionnaire"), Href: HubPath(slug) + "/questionnaire" + anchor,
	}
}

// SavedOptions returns the options of a field for what the officers of the organisation saved, with the officer and the
// day. The values are ids after prefix.
func (b *Base) SavedOptions(r *http.Request, kind draft.SavedKind, prefix string) ([]form.Option, error) {
	all, err := b.Drafts.ListSaved(r.Context(), site.Actor(r))
	var options []form.Option
	for _, saved := range draft.SavedOf(all, kind) {
		options = append(options, form.Option{Value: prefix + saved.ID, Label: saved.Name, Hint: b.SavedBy(r, &saved)})
	}
	return options, err
}

// SavedBy says who saved a question or template, and when.
func (b *Base) SavedBy(r *http.Request, saved *draft.Saved) string {
	words := page.Printer(r)
	return words.Say("Saved by %s on %s", b.PersonName(r.Context(), saved.SavedBy), words.Date(consult.LocalTime(saved.SavedAt)))
}

// ChangedBy returns the name of the officer who changed the draft last, for the page about a conflict.
func (b *Base) ChangedBy(r *http.Request, d *draft.Draft) string {
	if name := b.PersonName(r.Context(), d.ChangedBy); name != "" {
		return name
	}
	return page.Printer(r).Say("Another officer")
}
