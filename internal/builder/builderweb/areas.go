package builderweb

import (
	"io"
	"net/http"
	"net/url"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/outline"
	"github.com/folkmoot/folkmoot/survey"
)

// areasView is the page on which the areas of a map are read from a file.
type areasView struct {
	draftedit.Head
	Name   string
	Notice string    // why the file was not read
	Map    *form.Map // with the areas that the question has; nil if there are none
}

var areasPage = page.New(templateFiles, "templates/areas.html", areasExamples[0], areasExamples[1:]...)

func (h *Handlers) addAreaRoutes() {
	path := draftedit.RootPath + "/{slug}/questions/{question}/areas"
	h.Feature.AddRoutes(
		site.Route{Method: http.MethodGet, Pattern: path, Needs: actor.Draft, Handler: h.showAreas},
		site.Route{Method: http.MethodPost, Pattern: path, Needs: actor.Draft, Handler: h.readAreas, MaxBody: outline.MaxGeoJSON + 1<<20},
	)
}

func (h *Handlers) showAreas(w http.ResponseWriter, r *http.Request) error {
	return h.writeAreas(w, r, http.StatusOK, nil)
}

func (h *Handlers) writeAreas(w http.ResponseWriter, r *http.Request, status int, wrong error) error {
	d, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	q, _, err := questionEditor{d.Slug, r.PathValue("question")}.find(&d.Definition)
	if err != nil {
		return err
	}
	words := page.Printer(r)
	v := areasView{
		Head: draftedit.NewHead(r, d, page.Link{Text: words.Say("Back to the question"), Href: questionPath(d.Slug, q.ID)}),
		Name: questionTitle(words, q), Map: question.DrawMap(q),
	}
	if wrong != nil {
		v.Notice = page.ErrorMessage(r, wrong)
	}
	return areasPage.Write(w, r, status, v)
}

// readAreas replaces the areas of the question by those of the uploaded file, in the latest version of the draft.
func (h *Handlers) readAreas(w http.ResponseWriter, r *http.Request) error {
	var areas []outline.Named
	err := web.ReadUpload(r, func(_ string, from io.Reader) error {
		file, err := io.ReadAll(io.LimitReader(from, outline.MaxGeoJSON+1))
		if err != nil {
			return err
		}
		areas, err = builder.ReadAreas(file)
		return err
	})
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
		return h.writeAreas(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	d, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	slug, id, version := d.Slug, r.PathValue("question"), d.Version
	for {
		_, err := h.Drafts.Change(r.Context(), site.Actor(r), slug, version, func(def *consult.Definition) error {
			return builder.SetAreas(def, id, areas)
		})
		if conflict := draft.AsConflict(err); conflict != nil {
			version = conflict.Current.Version
			continue
		}
		if err != nil {
			return err
		}
		return site.Redirect(w, r, questionPath(slug, id)+"/areas")
	}
}

// defaultWays are the rows of a new map, in the language of the questionnaire.
func defaultWays(lang string) []survey.Option {
	words := locale.For(lang)
	return []survey.Option{
		{ID: survey.RowPins, Text: words.Say("Mark places on the map")},
		{ID: survey.RowAreas, Text: words.Say("Choose areas from a list")},
		{ID: survey.RowWords, Text: words.Say("Describe the place")},
	}
}

// markFields returns the fields for what can be marked on a map.
func markFields(words *locale.Printer) form.Form {
	return form.Form{{
		Kind: form.Checkboxes, Name: "marks", Label: words.Say("What can people mark?"), LabelSize: "s",
		Options: []form.Option{
			{Value: string(outline.Pin), Label: words.Say("Pins")}, {Value: string(outline.Line), Label: words.Say("Lines")},
			{Value: string(outline.Area), Label: words.Say("Areas")},
		},
	}}
}

// parseMarks returns the submitted kinds of marks, in the order of survey.MapMarks.
func parseMarks(typed url.Values) (marks []string) {
	for _, mark := range survey.MapMarks {
		if slices.Contains(typed["marks"], mark) {
			marks = append(marks, mark)
		}
	}
	return marks
}

// areasSection links to the page for the areas of the map of question id.
func areasSection(words *locale.Printer, slug, id string) draftedit.Section {
	return draftedit.Section{
		Title: words.Say("Outline map"),
		Link:  &page.Link{Text: words.Say("Add or replace areas from a file with boundaries"), Href: questionPath(slug, id) + "/areas"},
	}
}

var areasExamples = []areasView{
	{Head: draftedit.ExampleHead(), Name: "Where is it dark?"},
	{
		Head: draftedit.ExampleHead(), Name: "Where is it dark?", Notice: "Each feature must have a property called “name”.",
		Map: &form.Map{Width: 600, Height: 400, Areas: []form.MapArea{
			{
				Name: "Northfield", Label: []string{"Northfield"},
				Path: "M18 18L582 18L582 382L18 382Z", IsArea: true, X: "300", Y: "200", Shade: -1,
			},
		}},
	},
}
