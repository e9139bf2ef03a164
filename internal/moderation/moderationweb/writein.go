package moderationweb

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// writeInsView is what people wrote about themselves, one text beside the other
// and nothing of who wrote them.
type writeInsView struct {
	page.Desk
	Title, Back, Purpose string
	Errors               form.Form
	Items                []writeInView
	Cuts                 []string
}

type writeInView struct {
	Label, Text, Action string
	Fields              form.Form // empty where nothing is left to take out
}

var writeInsPage = page.New(files, "templates/writeins.html", writeInsExamples[0], writeInsExamples[1:]...)

func (d *Handlers) askWriteIns(w http.ResponseWriter, r *http.Request) error {
	return d.showAskWriteIns(w, r, http.StatusOK, "")
}

func (d *Handlers) showAskWriteIns(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	p, slug := page.In(r), r.PathValue("slug")
	view := askView{Back: "/staff/consultations/" + slug, Action: desk(slug, "write-ins"), Heading: p.Say("What people wrote about themselves"),
		Says: p.Say("Some people answer equality questions in their own words, and some put a name there. Read these texts to find names, and take them out. They stand apart from all other answers, in no order that means anything."), Button: p.Say("Show the texts"), Fields: form.Form{purpose(p, r, wrong)}}
	if typed := r.URL.Query(); typed.Has("done") {
		view.Done, view.Fields[0].Value = p.Say("The words are taken out for good."), typed.Get("purpose")
	}
	return d.showAsk(w, r, status, view)
}

// writeIns answers the form itself: the purpose must be given each time.
func (d *Handlers) writeIns(w http.ResponseWriter, r *http.Request) error {
	return d.showWriteIns(w, r, http.StatusOK, "", "")
}

// showWriteIns shows the list; handle is the text at which something was refused,
// and wrong why.
func (d *Handlers) showWriteIns(w http.ResponseWriter, r *http.Request, status int, handle, wrong string) error {
	slug, p, why := r.PathValue("slug"), page.In(r), r.PostFormValue("purpose")
	all, err := d.custody.WriteIns(r.Context(), site.By(r), slug, why)
	if fault.Is(err, fault.Invalid) {
		return d.showAskWriteIns(w, r, http.StatusUnprocessableEntity, page.Said(r, err))
	}
	if err != nil {
		return err
	}
	view := writeInsView{Title: all.Consultation.Title, Back: desk(slug, "write-ins"), Purpose: why}
	for _, one := range all.WriteIns {
		v := writeInView{Label: one.Label, Text: shown(p, one.Text.Text), Action: desk(slug, "write-ins/"+one.Handle)}
		if strings.Trim(one.Text.Text, intake.Mark+" ") != "" {
			v.Fields = cutFields(p, r, one, one.Handle == handle, wrong)
		}
		if one.Handle == handle && wrong != "" {
			view.Errors = v.Fields
		}
		view.Items = append(view.Items, v)
	}
	if wrong != "" && len(view.Errors) == 0 { // it is not there any more
		view.Errors = form.Form{{Kind: form.Text, ID: "texts", Error: wrong}}
	}
	for _, c := range all.Cuts {
		view.Cuts = append(view.Cuts, p.Say("%s: %s by %s. %s", p.Date(c.At), p.Count(c.Characters, "%d character taken out", "%d characters taken out"), d.NameOf(r.Context(), c.By), redactionWords(p, c.Reason)))
	}
	return writeInsPage.Write(w, r, status, view)
}

// cutFields ask which words go and why. At first all of a text goes, unless some
// of it has gone already: a name is seldom typed beside anything else.
func cutFields(p *locale.Printer, r *http.Request, one intake.WriteIn, typed bool, wrong string) form.Form {
	words, why := one.Text.Text, ""
	if strings.Contains(words, intake.Mark) {
		words = ""
	}
	if typed {
		words, why = r.PostFormValue("words"), r.PostFormValue("redact-reason")
	} else {
		wrong = ""
	}
	cut := write("words", p.Say("The words to take out"), p.Say("Copy them exactly as they stand. Where they stand more than once, all are taken out."), words, wrong)
	reason := choose("redact-reason", p.Say("Why?"), reasons(p, intake.RedactionReasons), why, "")
	cut.ID, reason.ID = "words-"+one.Handle, "reason-"+one.Handle
	return form.Form{cut, reason}
}

func (d *Handlers) redactWriteIn(w http.ResponseWriter, r *http.Request) error {
	slug, handle, why := r.PathValue("slug"), r.PathValue("handle"), r.PostFormValue("purpose")
	_, err := d.custody.Intake.RedactWriteIn(r.Context(), site.By(r), slug, handle, r.PostFormValue("words"), r.PostFormValue("redact-reason"))
	if refusedHere(err) {
		return d.showWriteIns(w, r, http.StatusUnprocessableEntity, handle, page.Said(r, err))
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, desk(slug, "write-ins")+"?"+url.Values{"done": {"yes"}, "purpose": {why}}.Encode())
}

var writeInsExamples = []writeInsView{
	{Title: exampleTitle, Back: exampleBack, Purpose: "To look for names", Cuts: []string{"27 May 2016: 12 characters taken out by An officer. It says who the writer is, or how to reach them"},
		Items: []writeInView{{Label: "What is your sex? – I describe myself another way", Text: "A neighbour of the park", Action: "/write-ins/a", Fields: form.Form{exampleWhy("words-a", "")}},
			{Label: "What is your religion? – Another", Text: "[redacted]", Action: "/write-ins/b"}}},
	{Title: exampleTitle, Back: exampleBack, Purpose: "To look for names", Errors: form.Form{exampleWhy("words-a", "Enter the words to take out.")},
		Items: []writeInView{{Label: "What is your sex? – I describe myself another way", Text: "A neighbour of the park", Action: "/write-ins/a", Fields: form.Form{exampleWhy("words-a", "Enter the words to take out.")}}}},
	{Title: exampleTitle, Back: exampleBack, Purpose: "To look for names"},
}
