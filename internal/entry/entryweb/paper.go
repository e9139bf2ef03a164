package entryweb

import (
	"net/http"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// paperView is the data of a questionnaire to print and fill in.
type paperView struct {
	Lang                        string
	Title, Consultation, Intro  string
	Style                       string
	Large                       bool
	Closes, PostalDeadline      string
	Team, Address, Phone, Email string
	Link                        string      // URL of the online questionnaire
	QRCode                      page.QRCode // of Link
	PDF, Back                   string      // URLs; PDF is "" without a browser to make one
	Others                      []page.Link // paper forms of the other editions
	Sections, Monitoring        []paperSection
	Kept                        string // how long the answers to Monitoring are kept
	Version                     string
	Invented                    string
}

// PageLang tells package page the language of the form.
func (v paperView) PageLang() string { return v.Lang }

type paperSection struct {
	Title, Intro, OnlyIf string
	Questions            []printedQuestion
}

// printedQuestion is a question with its layout.
type printedQuestion struct {
	entry.PaperQuestion
	Boxes []printedBoxes // of a date, a duration or a period, in lines
	Map   *form.Map      // to mark with a pen; nil for most
}

// printedBoxes is a line of boxes to write in.
type printedBoxes struct {
	Label string   // before them; "" for none
	Parts []string // the label of each box
}

// newPrintedQuestion returns q with the labels of its boxes in the language of words.
func newPrintedQuestion(words *locale.Printer, q entry.PaperQuestion) printedQuestion {
	out := printedQuestion{PaperQuestion: q}
	if q.Kind == survey.Places {
		out.Map = question.DrawMap(q.Question)
	}
	for _, group := range question.PartGroups(words, q.Question) {
		boxes := printedBoxes{Label: group.Label}
		for _, part := range group.Parts {
			boxes.Parts = append(boxes.Parts, question.PartLabel(words, part))
		}
		out.Boxes = append(out.Boxes, boxes)
	}
	return out
}

// Lines returns the number of lines to write on.
func (q printedQuestion) Lines() int {
	switch {
	case q.Kind != survey.LongText:
		return 1
	case q.MaxLength > 0 && q.MaxLength <= 300:
		return 4
	case q.MaxLength > 0 && q.MaxLength <= 1000:
		return 7
	}
	return 10
}

// Places returns the number of options to rank or tick.
func (q printedQuestion) Places() int {
	if q.Max != nil {
		return *q.Max
	}
	return len(q.Options)
}

// TwoColumns reports whether the options are many and short enough for two
// columns.
func (q printedQuestion) TwoColumns() bool {
	return len(q.CodedOptions) > 6 &&
		!slices.ContainsFunc(
			q.CodedOptions,
			func(c entry.CodedOption) bool { return c.WriteIn || c.GoTo != "" || len([]rune(c.Text+c.Hint)) > 36 },
		)
}

// Short reports whether the answer is a number, for which a box is printed
// instead of lines.
func (q printedQuestion) Short() bool { return q.Kind == survey.Number }

// Described returns the rows and options that have a description. They are printed before the answers.
func (q printedQuestion) Described() []survey.Option {
	return slices.DeleteFunc(slices.Concat(q.Rows, q.Options), func(o survey.Option) bool { return o.Body == "" })
}

// Before returns the unit as it is printed before a box.
func (q printedQuestion) Before() string {
	before, _ := survey.UnitPlace(q.Unit)
	return before
}

// After returns the unit as it is printed after a box.
func (q printedQuestion) After() string {
	_, after := survey.UnitPlace(q.Unit)
	return after
}

// TotalWithUnit returns the total of a budget with its unit: "£100" or "100 points".
func (q printedQuestion) TotalWithUnit() string {
	return survey.Amount{N: q.Total, Unit: q.Unit}.String()
}

var paperPage = page.New(files, "templates/paper.html", paperExamples[0], paperExamples[1:]...)

func (h *Handlers) paper(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	c, paper, others, err := h.service.PaperForm(r.Context(), slug, r.PathValue("edition"))
	if err != nil {
		return err
	}
	kept, err := h.paperNotice(r, slug, paper)
	if err != nil {
		return err
	}
	view, err := newPaperView(c, paper, h.SiteURL(r))
	if err != nil {
		return err
	}
	view.Kept = kept
	for _, ref := range others {
		view.Others = append(
			view.Others,
			page.Link{
				Text: formName(page.Printer(r), ref.Edition, ref.Lang),
				Href: "/consultations/" + slug + "/paper/" + ref.Edition,
			},
		)
	}
	if h.Printer.Available() {
		view.PDF = r.URL.Path + web.PDFEnding
	}
	return paperPage.Write(w, r, http.StatusOK, view)
}

// paperPDF serves a paper form as a PDF.
func (h *Handlers) paperPDF(w http.ResponseWriter, r *http.Request) error {
	return h.SendPDF(w, r, h.paper, strings.TrimSuffix(r.URL.Path, web.PDFEnding), r.PathValue("slug")+"-"+r.PathValue("edition"))
}

// paperNotice returns how long the answers to the equality monitoring questions of a
// paper form are kept, or "" if it has none.
func (h *Handlers) paperNotice(r *http.Request, slug string, paper *entry.PaperForm) (string, error) {
	for i := range paper.Form.Pages {
		if p := &paper.Form.Pages[i]; p.Monitoring {
			return h.MonitoringNoticeOn(r.Context(), page.PrinterForEdition(r, paper.Form.Lang), slug, paper.Form, p.ID)
		}
	}
	return "", nil
}

func newPaperView(c *consult.Consultation, paper *entry.PaperForm, base string) (v paperView, err error) {
	f := paper.Form
	v = paperView{Lang: f.Lang, Title: f.Title, Consultation: c.Title, Intro: f.Intro, Style: page.PaperStyle,
		Large: f.Edition == "large-print" ||
			f.Edition == "easy-read", Closes: c.Closes.Format(), PostalDeadline: page.Date(intake.PaperDeadline(c)),
		Team: c.Contact.Team, Address: c.Contact.Address, Phone: c.Contact.Phone, Email: c.Contact.Email,
		Link: base + "/consultations/" + c.Slug + "/respond", Back: "/consultations/" + c.Slug, Version: f.Version()[:12], Invented: c.Invented}
	words := locale.For(f.Lang)
	for _, p := range paper.Sections {
		section := paperSection{Title: p.Title, Intro: p.Intro, OnlyIf: p.OnlyIf}
		for _, q := range p.Questions {
			section.Questions = append(section.Questions, newPrintedQuestion(words, q))
		}
		if p.Monitoring {
			v.Monitoring = append(v.Monitoring, section)
		} else {
			v.Sections = append(v.Sections, section)
		}
	}
	v.QRCode, err = page.NewQRCode(v.Link)
	return v, err
}
