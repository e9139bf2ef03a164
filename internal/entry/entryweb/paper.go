package entryweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

// paperView is a questionnaire to print and to fill in with a pen.
type paperView struct {
	Lang                        string
	Title, Consultation, Intro  string
	Style                       string
	Large                       bool
	Closes, PostalDeadline      string
	Team, Address, Phone, Email string
	Link                        string      // of the questionnaire online, as people would type it
	QRCode                      page.QRCode // of Link
	PDF, Back                   string      // addresses; PDF is "" without a browser that makes one
	Others                      []page.Link // the other editions on paper
	Sections, Monitoring        []paperSection
	Version                     string
	Invented                    string
}

func (v paperView) PageLang() string { return v.Lang }

type paperSection struct {
	Title, Intro, OnlyIf string
	Questions            []printedQuestion
}

// printedQuestion is a question with the room that it needs.
type printedQuestion struct{ entry.PaperQuestion }

// Lines is how many lines there are to write on.
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

// Places is how many options are to be put in order.
func (q printedQuestion) Places() int {
	if q.Max != nil {
		return *q.Max
	}
	return len(q.Options)
}

// TwoColumns reports whether its answers are short and many enough for two columns.
func (q printedQuestion) TwoColumns() bool {
	return len(q.CodedOptions) > 6 &&
		!slices.ContainsFunc(
			q.CodedOptions,
			func(c entry.CodedOption) bool { return c.WriteIn || c.GoTo != "" || len([]rune(c.Text+c.Hint)) > 36 },
		)
}

// Short reports whether the answer is a word or a number, not a sentence.
func (q printedQuestion) Short() bool { return q.Kind == survey.Number }

var paperPage = page.New(files, "templates/paper.html", paperExamples[0], paperExamples[1:]...)

func (d *Handlers) paper(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	edition, pdf := strings.CutSuffix(r.PathValue("edition"), ".pdf")
	c, paper, others, err := d.service.PaperForm(r.Context(), slug, edition)
	if err != nil {
		return err
	}
	if pdf {
		return d.pdf(w, r, c, paper)
	}
	view, err := newPaperView(c, paper, d.siteURL(r))
	if err != nil {
		return err
	}
	for _, ref := range others {
		view.Others = append(
			view.Others,
			page.Link{Text: formName(page.Printer(r), ref.Edition, ref.Lang), Href: "/consultations/" + slug + "/paper/" + ref.Edition},
		)
	}
	if d.printer.Available() {
		view.PDF = r.URL.Path + ".pdf"
	}
	return paperPage.Write(w, r, http.StatusOK, view)
}

// siteURL is the address of this site, or, where it has none of its own, the one by
// which it was asked.
func (d *Handlers) siteURL(r *http.Request) string {
	if d.BaseURL != "" {
		return d.BaseURL
	}
	return "http://" + r.Host
}

func (d *Handlers) pdf(w http.ResponseWriter, r *http.Request, c *consult.Consultation, paper *entry.PaperForm) error {
	if !d.printer.Available() {
		return fault.New(fault.NotFound, "This site cannot make PDF files. Print the web page of the form instead.")
	}
	path := strings.TrimSuffix(r.URL.Path, ".pdf")
	// All that the page depends on: the consultation, of which each change has a version, and the form.
	key := fmt.Sprintf("%d %s", c.Version, paper.Form.Version())
	_, host, _ := strings.Cut(d.siteURL(r), "://")
	file, err := d.printer.PDF(r.Context(), host, path, key)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`inline; filename="%s-%s.pdf"`, c.Slug, paper.Form.Edition))
	w.Header().Set("Content-Length", strconv.Itoa(len(file)))
	_, err = w.Write(file)
	return err
}

func newPaperView(c *consult.Consultation, paper *entry.PaperForm, base string) (v paperView, err error) {
	f := paper.Form
	v = paperView{Lang: f.Lang, Title: f.Title, Consultation: c.Title, Intro: f.Intro, Style: page.PaperStyle,
		Large: f.Edition == "large-print" ||
			f.Edition == "easy-read", Closes: c.Closes.Format(), PostalDeadline: page.Date(intake.PaperDeadline(c)),
		Team: c.Contact.Team, Address: c.Contact.Address, Phone: c.Contact.Phone, Email: c.Contact.Email,
		Link: base + "/consultations/" + c.Slug + "/respond", Back: "/consultations/" + c.Slug, Version: f.Version()[:12], Invented: c.Invented}
	for _, p := range paper.Sections {
		part := paperSection{Title: p.Title, Intro: p.Intro, OnlyIf: p.OnlyIf}
		for _, q := range p.Questions {
			part.Questions = append(part.Questions, printedQuestion{q})
		}
		if p.Monitoring {
			v.Monitoring = append(v.Monitoring, part)
		} else {
			v.Sections = append(v.Sections, part)
		}
	}
	v.QRCode, err = page.NewQRCode(v.Link)
	return v, err
}
