package draftweb

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/draft/draftedit"

	"github.com/folkmoot/folkmoot/internal/builder"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// hubView is the page from which a consultation is worked on.
type hubView struct {
	draftedit.Head
	Tag        page.Tag
	Facts      string
	Changed    string
	Tasks      []hubTask
	Parts      []page.Link // what other desks do
	PublicHref string      // its page, if the public has one
	HasDraft   bool        // there is something to discard
}

// hubTask is one part of the work, with what is there and what is missing.
type hubTask struct {
	Text, Href string
	Summary    string // what is there
	Missing    []string
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

// downloadDefinition hands over the definition file.
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

// writingTasks are the texts, the questionnaire and the equality questions.
func writingTasks(words *locale.Printer, dr *draft.Draft) []hubTask {
	def := &dr.Definition
	about := hubTask{Text: words.Say("Details, dates and contact"), Href: draftedit.HubPath(dr.Slug) + "/about", Missing: missingTexts(words, def)}
	if n := builder.CountPlaceholders(def); n > 0 {
		about.Missing = append(
			about.Missing,
			words.Count(int64(n), "%d template text still needs changing", "%d template texts still need changing"),
		)
	}
	f := builder.MasterForm(builder.Clone(def))
	questions := 0
	for _, p := range f.Pages {
		questions += len(p.Questions)
	}
	asked := hubTask{Text: words.Say("Questionnaire"), Href: draftedit.HubPath(dr.Slug) + "/questionnaire",
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
		Href:    draftedit.HubPath(dr.Slug) + "/monitoring",
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

// missingTexts names what a reader would miss.
func missingTexts(words *locale.Printer, def *consult.Definition) (all []string) {
	proper := def.Type == consult.Formal || def.Type == consult.Statutory
	for _, g := range aboutGroups {
		for _, t := range g.texts {
			only := t.name == "why" || t.name == "formative" // asked of consultations proper alone
			if !t.optional && (proper || !only) && strings.TrimSpace(*t.field(def)) == "" {
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

// deleteView asks whether a working copy is to go.
type deleteView struct {
	draftedit.Head
	ChangedBy string // somebody changed it first: who
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
	return deleteView{Head: draftedit.NewHead(r, dr, page.Link{Text: page.Printer(r).Say("Back to the consultation"), Href: draftedit.HubPath(dr.Slug)})}
}

func (h *Handlers) deleteDraft(w http.ResponseWriter, r *http.Request) error {
	version, err := h.SubmittedVersion(r)
	if err != nil {
		return err
	}
	err = h.Drafts.Delete(r.Context(), site.Actor(r), r.PathValue("slug"), version)
	if late := draft.AsConflict(err); late != nil {
		v := newDeleteView(r, late.Current)
		v.ChangedBy = cmp.Or(h.PersonName(r.Context(), late.Current.ChangedBy), page.Printer(r).Say("Another officer"))
		return deletePage.Write(w, r, http.StatusConflict, v)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, draftedit.RootPath)
}
