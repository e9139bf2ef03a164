package draftweb

import (
	"net/http"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

// previewsView is what previews.html shows: the links to a preview.
type previewsView struct {
	page.Desk
	Title  string
	Back   page.Link
	Made   string // the address of the link that was just made; it is shown once
	Notice string
	Form   form.Form
	Links  []previewRow
}

// previewRow is one link.
type previewRow struct {
	ID, Facts, Opened string
	Tag               page.Tag
	Holds             bool
}

var previewsPage = page.New(files, "templates/previews.html", previewsExamples[0], previewsExamples[1:]...)

func (d *Handlers) previews(w http.ResponseWriter, r *http.Request) error {
	v, err := d.previewsOf(r)
	if err != nil {
		return err
	}
	return previewsPage.Write(w, r, http.StatusOK, v)
}

func (d *Handlers) previewsOf(r *http.Request) (v previewsView, err error) {
	dr, err := d.open(r)
	if err != nil {
		return v, err
	}
	all, now, err := d.draft.Previews(r.Context(), site.By(r), dr.Slug)
	if err != nil {
		return v, err
	}
	words := page.In(r)
	v = previewsView{Title: dr.Definition.Title, Back: backTo(r, dr.Slug)}
	v.Form = form.Form{{Kind: form.Number, ID: "days", Name: "days", Label: words.Say("How many days it holds"), LabelSize: "s", Hint: words.Say("Between 1 and %d", draft.MaxPreviewDays), Value: "7", Width: 2}}
	for _, p := range all {
		row := previewRow{ID: p.ID, Holds: p.Holds(now), Tag: page.Tag{Text: words.Say("Holds"), Colour: "green"},
			Facts: words.Say("Made by %s on %s, holds until %s", d.NameOf(r.Context(), p.By), local(p.Made), local(p.Ends)), Opened: words.Count(p.Opened, "opened %d time", "opened %d times")}
		if !row.Holds {
			row.Tag = page.Tag{Text: words.Say("Ended")}
		}
		v.Links = append(v.Links, row)
	}
	return v, nil
}

// changePreviews makes a link, or ends one. The address of a new link is shown
// in the answer itself, because it is kept nowhere.
func (d *Handlers) changePreviews(w http.ResponseWriter, r *http.Request) error {
	slug, by := r.PathValue("slug"), site.By(r)
	if r.PostForm.Get("do") == "revoke" {
		if err := d.draft.RevokePreview(r.Context(), by, slug, r.PostForm.Get("link")); err != nil {
			return err
		}
		return site.See(w, r, hub(slug)+"/preview")
	}
	days, err := strconv.Atoi(r.PostForm.Get("days"))
	token := ""
	if err != nil || days < 1 || days > draft.MaxPreviewDays {
		days = 0
	} else if token, err = d.draft.MakePreview(r.Context(), by, slug, days); err != nil {
		return err
	}
	v, err := d.previewsOf(r)
	if err != nil {
		return err
	}
	if days == 0 {
		v.Form[0].Value, v.Form[0].Error = r.PostForm.Get("days"), page.In(r).Say("Choose between 1 and %d days.", draft.MaxPreviewDays)
		return previewsPage.Write(w, r, http.StatusUnprocessableEntity, v)
	}
	v.Made = d.BaseURL + "/preview/" + token
	return previewsPage.Write(w, r, http.StatusCreated, v)
}
