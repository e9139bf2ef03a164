package draftweb

import (
	"net/http"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// previewLinksView is the page with the preview links of a draft.
type previewLinksView struct {
	page.StaffView
	Title  string
	Back   page.Link
	NewURL string // the link that has just been created, or ""
	Notice string
	Form   form.Form
	Links  []previewLinkRow
}

// previewLinkRow is a preview link.
type previewLinkRow struct {
	ID, Facts, Opened string
	Tag               page.Tag
	Active            bool
}

var previewLinksPage = page.New(templateFiles, "templates/preview_links.html", previewLinksExamples[0], previewLinksExamples[1:]...)

func (h *Handlers) previewLinks(w http.ResponseWriter, r *http.Request) error {
	v, err := h.previewLinksViewOf(r)
	if err != nil {
		return err
	}
	return previewLinksPage.Write(w, r, http.StatusOK, v)
}

func (h *Handlers) previewLinksViewOf(r *http.Request) (v previewLinksView, err error) {
	dr, err := h.LoadDraft(r)
	if err != nil {
		return v, err
	}
	all, now, err := h.Drafts.Previews(r.Context(), site.Actor(r), dr.Slug)
	if err != nil {
		return v, err
	}
	words := page.Printer(r)
	v = previewLinksView{Title: dr.Definition.Title, Back: draftedit.BackToHub(r, dr.Slug)}
	v.Form = form.Form{
		{
			Kind:      form.Number,
			ID:        "days",
			Name:      "days",
			Label:     words.Say("Number of days the link will work"),
			LabelSize: "s",
			Hint:      words.Say("Between 1 and %d days", draft.MaxPreviewDays),
			Value:     "7",
			Width:     2,
		},
	}
	for _, p := range all {
		row := previewLinkRow{ID: p.ID, Active: p.ActiveAt(now), Tag: page.Tag{Text: words.Say("Valid"), Colour: "green"},
			Facts: words.Say(
				"Created by %s on %s, works until %s",
				h.PersonName(r.Context(), p.CreatedBy),
				consult.LocalTime(p.CreatedAt),
				consult.LocalTime(p.ExpiresAt),
			), Opened: words.Count(p.OpenCount, "opened %d time", "opened %d times")}
		if !row.Active {
			row.Tag = page.Tag{Text: words.Say("Ended")}
		}
		v.Links = append(v.Links, row)
	}
	return v, nil
}

// editPreviewLinks creates or revokes a link. The URL of a new link is shown in the response to the form, because it
// is not stored.
func (h *Handlers) editPreviewLinks(w http.ResponseWriter, r *http.Request) error {
	slug, by := r.PathValue("slug"), site.Actor(r)
	if r.PostForm.Get("do") == "revoke" {
		if err := h.Drafts.RevokePreview(r.Context(), by, slug, r.PostForm.Get("link")); err != nil {
			return err
		}
		return site.Redirect(w, r, draftedit.HubPath(slug)+"/preview")
	}
	days, err := strconv.Atoi(r.PostForm.Get("days"))
	token := ""
	if err != nil || days < 1 || days > draft.MaxPreviewDays {
		days = 0
	} else if token, err = h.Drafts.CreatePreview(r.Context(), by, slug, days); err != nil {
		return err
	}
	v, err := h.previewLinksViewOf(r)
	if err != nil {
		return err
	}
	if days == 0 {
		v.Form[0].Value = r.PostForm.Get("days")
		v.Form[0].Error = page.Printer(r).Say("Number of days must be between 1 and %d.", draft.MaxPreviewDays)
		return previewLinksPage.Write(w, r, http.StatusUnprocessableEntity, v)
	}
	v.NewURL = h.BaseURL + "/preview/" + token
	return previewLinksPage.Write(w, r, http.StatusCreated, v)
}
