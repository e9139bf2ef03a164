package draftweb

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// hubView is the page from which a consultation is worked on.
type hubView struct {
	head
	Tag     page.Tag
	Facts   string
	Changed string
	Tasks   []task
	Parts   []page.Link // what other desks do
	Public  string      // its page, if the public has one
	Copy    bool        // there is something to discard
}

// task is one part of the work, with what is there and what is missing.
type task struct {
	Text, Href string
	Says       string // what is there
	Missing    []string
}

var hubPage = page.New(files, "templates/hub.html", hubExamples[0], hubExamples[1:]...)

func (d *Handlers) hub(w http.ResponseWriter, r *http.Request) error {
	dr, err := d.open(r)
	if err != nil {
		return err
	}
	words, by := page.In(r), site.By(r)
	v := hubView{head: headOf(r, dr, page.Link{Text: words.Say("Back to all consultations"), Href: root}),
		Facts: words.Say("%s, %s", dr.Definition.Type.Words(), spanWords(words, dr.Definition.Opens, dr.Definition.Closes)), Copy: dr.Version > 0}
	if dr.Version > 0 {
		at := local(dr.At)
		v.Changed = words.Say("Changed by %s on %s at %s", d.NameOf(r.Context(), dr.By), at, words.Clock(at))
	}
	v.Tag = stateTag(words, consult.Draft)
	if dr.Published() {
		shown, err := d.draft.Consults.Show(r.Context(), dr.Slug)
		if err != nil {
			return err
		}
		v.Tag, v.Public = stateTag(words, shown.State()), "/consultations/"+dr.Slug
	}
	v.Tasks = writingTasks(words, dr)
	v.Parts = d.Parts(by, dr.Slug)
	return hubPage.Write(w, r, http.StatusOK, v)
}

// file hands over the definition file.
func (d *Handlers) file(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	text, err := d.draft.File(r.Context(), site.By(r), slug)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/yaml; charset=utf-8") // RFC 9512
	h.Set("Content-Disposition", `attachment; filename="`+slug+`.yaml"`)
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(text)
	return err
}

// writingTasks are the texts, the questionnaire and the equality questions.
func writingTasks(words *locale.Printer, dr *draft.Draft) []task {
	def := &dr.Definition
	about := task{Text: words.Say("Texts, dates and contact"), Href: hub(dr.Slug) + "/about", Missing: missingTexts(words, def)}
	if n := draft.Unchanged(def); n > 0 {
		about.Missing = append(about.Missing, words.Count(int64(n), "%d text of the template is still to be changed", "%d texts of the template are still to be changed"))
	}
	f := draft.Master(draft.Copy(def))
	questions := 0
	for _, p := range f.Pages {
		questions += len(p.Questions)
	}
	asked := task{Text: words.Say("Questionnaire"), Href: hub(dr.Slug) + "/questionnaire",
		Says: words.Say("%s, %s", words.Count(int64(len(f.Pages)), "%d page", "%d pages"), words.Count(int64(questions), "%d question", "%d questions"))}
	if n := len(draft.Hints(def)); n > 0 && def.Type != consult.Information {
		asked.Missing = []string{words.Count(int64(n), "%d thing to put right", "%d things to put right")}
	}
	equal := task{Text: words.Say("Equality questions"), Href: hub(dr.Slug) + "/monitoring", Says: words.Say("None are asked")}
	if m := def.Monitoring; m != nil {
		equal.Says = words.Count(int64(len(m.Questions)), "%d question", "%d questions")
		for _, p := range promises {
			if !p.optional && strings.TrimSpace(*p.of(m)) == "" {
				equal.Missing = append(equal.Missing, words.Say(p.label))
			}
		}
		if len(m.Questions) == 0 {
			equal.Missing = append(equal.Missing, words.Say("Questions"))
		}
	}
	return []task{about, asked, equal}
}

// missingTexts names what a reader would miss.
func missingTexts(words *locale.Printer, def *consult.Definition) (all []string) {
	proper := def.Type == consult.Formal || def.Type == consult.Statutory
	for _, g := range aboutGroups {
		for _, t := range g.texts {
			only := t.name == "why" || t.name == "formative" // asked of consultations proper alone
			if !t.optional && (proper || !only) && strings.TrimSpace(*t.of(def)) == "" {
				all = append(all, words.Say(t.label))
			}
		}
	}
	for _, d := range dates {
		if *d.of(def) == "" {
			all = append(all, words.Say(d.label))
		}
	}
	if def.Contact.Email+def.Contact.Phone+def.Contact.Address == "" {
		all = append(all, words.Say("Email address, telephone number or postal address"))
	}
	return all
}

// discardView asks whether a working copy is to go.
type discardView struct {
	head
	Early string // somebody changed it first: who
}

var discardPage = page.New(files, "templates/discard.html", discardExamples[0], discardExamples[1:]...)

func (d *Handlers) discard(w http.ResponseWriter, r *http.Request) error {
	dr, err := d.open(r)
	if err != nil {
		return err
	}
	return discardPage.Write(w, r, http.StatusOK, discardOf(r, dr))
}

func discardOf(r *http.Request, dr *draft.Draft) discardView {
	return discardView{head: headOf(r, dr, page.Link{Text: page.In(r).Say("Back to the consultation"), Href: hub(dr.Slug)})}
}

func (d *Handlers) discarded(w http.ResponseWriter, r *http.Request) error {
	version, err := d.seenVersion(r)
	if err != nil {
		return err
	}
	err = d.draft.Discard(r.Context(), site.By(r), r.PathValue("slug"), version)
	if late := draft.AsLate(err); late != nil {
		v := discardOf(r, late.Saved)
		v.Early = cmp.Or(d.NameOf(r.Context(), late.Saved.By), page.In(r).Say("Somebody"))
		return discardPage.Write(w, r, http.StatusConflict, v)
	}
	if err != nil {
		return err
	}
	return site.See(w, r, root)
}
