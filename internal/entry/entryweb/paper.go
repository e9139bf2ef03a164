package entryweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"rsc.io/qr"

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
	Closes, LastPost            string
	Team, Address, Phone, Email string
	Link                        string      // of the questionnaire online, as people would type it
	Code                        string      // the outline of a QR code that leads there
	Size                        int         // of the code, in modules
	PDF, Back                   string      // addresses; PDF is "" without a browser that makes one
	Others                      []page.Link // the other editions on paper
	Parts, Apart                []paperPart
	Version                     string
	Invented                    string
}

func (v paperView) PageLang() string { return v.Lang }

type paperPart struct {
	Title, Intro, Only string
	Asked              []paperQuestion
}

// paperQuestion is a question with the room that it needs.
type paperQuestion struct{ entry.Asked }

// Lines is how many lines there are to write on.
func (q paperQuestion) Lines() int {
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
func (q paperQuestion) Places() int {
	if q.Max != nil {
		return *q.Max
	}
	return len(q.Options)
}

// Many reports whether its answers are short and many enough for two columns.
func (q paperQuestion) Many() bool {
	return len(q.Choices) > 6 && !slices.ContainsFunc(q.Choices, func(c entry.Choice) bool { return c.WriteIn || c.Next != "" || len([]rune(c.Text+c.Hint)) > 36 })
}

// Short reports whether the answer is a word or a number, not a sentence.
func (q paperQuestion) Short() bool { return q.Kind == survey.Number }

var paperPage = page.New(files, "templates/paper.html", paperExamples[0], paperExamples[1:]...)

func (d *Handlers) paper(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	edition, pdf := strings.CutSuffix(r.PathValue("edition"), ".pdf")
	c, paper, others, err := d.entry.Paper(r.Context(), slug, edition)
	if err != nil {
		return err
	}
	if pdf {
		return d.pdf(w, r, c, paper)
	}
	view, err := paperOf(c, paper, d.base(r))
	if err != nil {
		return err
	}
	for _, ref := range others {
		view.Others = append(view.Others, page.Link{Text: formName(page.In(r), ref.Edition, ref.Lang), Href: "/consultations/" + slug + "/paper/" + ref.Edition})
	}
	if d.printer.Can() {
		view.PDF = r.URL.Path + ".pdf"
	}
	return paperPage.Write(w, r, http.StatusOK, view)
}

// base is the address of this site, or, where it has none of its own, the one by
// which it was asked.
func (d *Handlers) base(r *http.Request) string {
	if d.BaseURL != "" {
		return d.BaseURL
	}
	return "http://" + r.Host
}

func (d *Handlers) pdf(w http.ResponseWriter, r *http.Request, c *consult.Consultation, paper *entry.Paper) error {
	if !d.printer.Can() {
		return fault.New(fault.NotFound, "This site does not make PDF files. Print the page of the form instead.")
	}
	path := strings.TrimSuffix(r.URL.Path, ".pdf")
	// All that the page depends on: the consultation, of which each change has a version, and the form.
	key := fmt.Sprintf("%d %s", c.Version, paper.Form.Version())
	_, host, _ := strings.Cut(d.base(r), "://")
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

func paperOf(c *consult.Consultation, paper *entry.Paper, base string) (v paperView, err error) {
	f := paper.Form
	v = paperView{Lang: f.Lang, Title: f.Title, Consultation: c.Title, Intro: f.Intro, Style: page.PaperStyle,
		Large: f.Edition == "large-print" || f.Edition == "easy-read", Closes: c.Closes.Words(), LastPost: page.Date(intake.LastPost(c)),
		Team: c.Contact.Team, Address: c.Contact.Address, Phone: c.Contact.Phone, Email: c.Contact.Email,
		Link: base + "/consultations/" + c.Slug + "/respond", Back: "/consultations/" + c.Slug, Version: f.Version()[:12], Invented: c.Invented}
	for _, p := range paper.Parts {
		part := paperPart{Title: p.Title, Intro: p.Intro, Only: p.Only}
		for _, q := range p.Asked {
			part.Asked = append(part.Asked, paperQuestion{q})
		}
		if p.Monitoring {
			v.Apart = append(v.Apart, part)
		} else {
			v.Parts = append(v.Parts, part)
		}
	}
	drawn, err := qr.Encode(v.Link, qr.M)
	if err != nil {
		return v, err
	}
	v.Code, v.Size = outline(drawn), drawn.Size+2*quiet
	return v, nil
}

// quiet is how many light modules stand around a code.
const quiet = 4

// outline draws a code, a row of modules as one run.
func outline(c *qr.Code) string {
	var b strings.Builder
	for y := range c.Size {
		for x := 0; x < c.Size; x++ {
			from := x
			for x < c.Size && c.Black(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	return b.String()
}
