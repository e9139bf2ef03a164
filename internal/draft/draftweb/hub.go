package draftweb

import (
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// hubView is the page that links to all parts of a draft and to the tasks of its consultation.
type hubView struct {
	draftedit.Head
	Tag        page.Tag
	Facts      string
	Changed    string
	Tasks      []hubTask
	Parts      []page.Link // tasks of other features
	PublicHref string      // the public page, or "" if the consultation is not published
	HasDraft   bool        // a draft is stored and can be deleted
}

// hubTask is a part of the draft.
type hubTask struct {
	Text, Href string
	Summary    string
	Missing    []string // names of texts that are missing, and other things still to do
}

var hubPage = page.New(templateFiles, "templates/hub.html", hubExamples[0], hubExamples[1:]...)

func (h *Handlers) showHub(w http.ResponseWriter, r *http.Request) error {
	dr, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	words, by := page.Printer(r), site.Actor(r)
	v := hubView{Head: draftedit.NewHead(r, dr, page.Link{Text: words.Say("Back to all consultations"), Href: draftedit.RootPath}),
		Facts: words.Say(
			"%s, %s",
			dr.Definition.Type.Label(),
			dateRange(words, dr.Definition.Opens, dr.Definition.Closes),
		), HasDraft: dr.Version > 0}
	if dr.Version > 0 {
		at := draftedit.LocalTime(dr.ChangedAt)
		v.Changed = words.Say("Changed by %s on %s at %s", h.PersonName(r.Context(), dr.ChangedBy), at, words.Clock(at))
	}
	v.Tag = stateTag(words, consult.Draft)
	if dr.Published() {
		shown, err := h.Drafts.Consults.GetPublic(r.Context(), dr.Slug)
		if err != nil {
			return err
		}
		v.Tag, v.PublicHref = stateTag(words, shown.State()), "/consultations/"+dr.Slug
	}
	v.Tasks = writingTasks(words, dr)
	v.Parts = h.Tasks(by, dr.Slug)
	return hubPage.Write(w, r, http.StatusOK, v)
}

// downloadDefinition sends the draft as a definition file.
func (h *Handlers) downloadDefinition(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	text, err := h.Drafts.ExportDefinition(r.Context(), site.Actor(r), slug)
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "application/yaml; charset=utf-8") // RFC 9512
	header.Set("Content-Disposition", `attachment; filename="`+slug+`.yaml"`)
	header.Set("Cache-Control", "no-store")
	_, err = w.Write(text)
	return err
}

// writingTasks returns the parts of the draft: its texts, questionnaire and equality questions.
func writingTasks(words *locale.Printer, dr *draft.Draft) []hubTask {
	def := &dr.Definition
	path := draftedit.HubPath(dr.Slug)
	about := hubTask{Text: words.Say("Details, dates and contact"), Href: path + "/about", Missing: missingTexts(words, def)}
	if n := builder.CountPlaceholders(def); n > 0 {
		about.Missing = append(about.Missing,
			words.Count(int64(n), "%d template text still needs changing", "%d template texts still need changing"))
	}
	f := builder.MasterForm(builder.Clone(def))
	questions := 0
	for _, p := range f.Pages {
		questions += len(p.Questions)
	}
	asked := hubTask{Text: words.Say("Questionnaire"), Href: path + "/questionnaire",
		Summary: words.Say(
			"%s, %s",
			words.Count(int64(len(f.Pages)), "%d page", "%d pages"),
			words.Count(int64(questions), "%d question", "%d questions"),
		)}
	if n := len(builder.Hints(def)); n > 0 && def.Type != consult.Information {
		asked.Missing = []string{words.Count(int64(n), "%d thing to fix", "%d things to fix")}
	}
	equal := hubTask{
		Text:    words.Say("Equality monitoring questions"),
		Href:    path + "/monitoring",
		Summary: words.Say("No equality questions"),
	}
	if m := def.Monitoring; m != nil {
		equal.Summary = words.Count(int64(len(m.Questions)), "%d question", "%d questions")
		for _, p := range monitoringTexts {
			if !p.optional && strings.TrimSpace(*p.of(m)) == "" {
				equal.Missing = append(equal.Missing, words.Say(p.label))
			}
		}
		if len(m.Questions) == 0 {
			equal.Missing = append(equal.Missing, words.Say("Questions"))
		}
	}
	return []hubTask{about, asked, equal}
}

// missingTexts returns the labels of the texts and dates that the draft should have and does not.
func missingTexts(words *locale.Printer, def *consult.Definition) (all []string) {
	hasProposal := def.Type == consult.Formal || def.Type == consult.Statutory
	for _, g := range aboutGroups {
		for _, t := range g.texts {
			aboutProposal := t.name == "why" || t.name == "formative"
			if !t.optional && (hasProposal || !aboutProposal) && strings.TrimSpace(*t.field(def)) == "" {
				all = append(all, words.Say(t.label))
			}
		}
	}
	for _, d := range dateFields {
		if *d.of(def) == "" {
			all = append(all, words.Say(d.label))
		}
	}
	if def.Contact.Email+def.Contact.Phone+def.Contact.Address == "" {
		all = append(all, words.Say("Email address, phone number or postal address"))
	}
	return all
}

// deleteView is the page on which an officer confirms that a draft is deleted.
type deleteView struct {
	draftedit.Head
	ChangedBy string // the officer who changed the draft before the submitted deletion; "" without a conflict
}

var deletePage = page.New(templateFiles, "templates/delete.html", deleteExamples[0], deleteExamples[1:]...)

func (h *Handlers) confirmDelete(w http.ResponseWriter, r *http.Request) error {
	dr, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	return deletePage.Write(w, r, http.StatusOK, newDeleteView(r, dr))
}

func newDeleteView(r *http.Request, dr *draft.Draft) deleteView {
	return deleteView{Head: draftedit.NewHead(r, dr, draftedit.BackToHub(r, dr.Slug))}
}

func (h *Handlers) deleteDraft(w http.ResponseWriter, r *http.Request) error {
	version, err := h.SubmittedVersion(r)
	if err != nil {
		return err
	}
	dr, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	by := site.Actor(r)
	if dr.Version == version { // otherwise Delete returns the conflict
		words, effect := page.Printer(r), ""
		if effect = words.Say("This will permanently delete the draft. You cannot undo this."); dr.Published() {
			effect = words.Say("The published consultation will stay the same.")
		}
		var ok bool
		if by, ok, err = h.Confirm(w, r, web.Irreversible{
			Act: "delete-draft", SubjectKind: "consultation", Subject: dr.Slug, Needs: actor.Draft,
			Title: words.Say("Delete"), Name: dr.Definition.Title, Effects: []string{effect},
			Back: draftedit.BackToHub(r, dr.Slug),
		}); err != nil || !ok {
			return err
		}
	}
	err = h.Drafts.Delete(r.Context(), by, r.PathValue("slug"), version)
	if conflict := draft.AsConflict(err); conflict != nil {
		v := newDeleteView(r, conflict.Current)
		v.ChangedBy = h.ChangedBy(r, conflict.Current)
		return deletePage.Write(w, r, http.StatusConflict, v)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, draftedit.RootPath)
}
