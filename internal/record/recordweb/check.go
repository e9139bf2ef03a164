package recordweb

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

// receiptView is the page on which people check a receipt.
type receiptView struct {
	Form   form.Form
	Result *result // nil until something good was checked
}

// What somebody brings here is theirs.
func (v receiptView) NoStore() bool { return v.Result != nil || v.Form[0].Value != "" }
func (v receiptView) NoIndex() bool { return v.NoStore() }

// result says what a receipt proves.
type result struct {
	Whole    bool // a receipt was brought, and not only a code
	Number   string
	Happened string
	About    string
	Origin   string
	Of       string // entries under the checkpoint
	Code     string
	Download string // "" if the entry itself is lost
	Later    []string
	Counted  bool // it is a response, and the last that was entered about it leaves it in the count
	Lost     string
	Answers  string // of a full copy
}

func asking(p *locale.Printer, value, wrong string) receiptView {
	return receiptView{Form: form.Form{{Kind: form.Textarea, ID: "receipt", Name: "receipt", Label: p.Say("Your receipt or its code"), LabelSize: "m",
		Hint:  p.Say("Paste the code, which has 32 letters and digits, or the whole text of the receipt file."),
		Value: value, Error: wrong}}}
}

var receiptPage = page.New(files, "templates/receipts.html",
	asking(nil, "", ""),
	asking(nil, "ABCD", "A receipt code has 32 letters and digits in groups of four. Copy all of it."),
	receiptView{asking(nil, "", "").Form, &result{Whole: true, Number: "1,201", Happened: "A response was received", About: "the-park", Origin: "consult.example.org/record",
		Of: "1,300 entries", Code: "AAAA-BBBB", Download: "/receipts/AAAA-BBBB", Counted: true, Answers: `{"use":"yes"}`}},
	receiptView{asking(nil, "", "").Form, &result{Number: "1,201", Happened: "A response was received", About: "the-park", Origin: "consult.example.org/record",
		Of: "1,300 entries", Code: "AAAA-BBBB", Download: "/receipts/AAAA-BBBB", Later: []string{"A response was withdrawn by the person who sent it"}}},
	receiptView{asking(nil, "", "").Form, &result{Whole: true, Number: "309", Happened: "A response was received", About: "the-park", Origin: "consult.example.org/record",
		Of: "309 entries", Code: "AAAA-BBBB", Lost: "Entries 301 to 309, which is 9, were signed for and are lost."}},
)

func (d *Handlers) ask(w http.ResponseWriter, r *http.Request) error {
	return receiptPage.Write(w, r, http.StatusOK, asking(page.In(r), "", ""))
}

func (d *Handlers) check(w http.ResponseWriter, r *http.Request) error {
	typed := r.PostFormValue("receipt")
	var found *result
	err := d.db.View(r.Context(), func(tx *db.Tx) (err error) {
		found, err = d.judge(r, tx, typed)
		return err
	})
	if fault.Is(err, fault.Internal) {
		return err
	}
	if err != nil {
		return receiptPage.Write(w, r, http.StatusUnprocessableEntity, asking(page.In(r), typed, page.Said(r, err)))
	}
	view := asking(page.In(r), "", "")
	view.Result = found
	if found.Counted {
		release, err := d.of.Fate(r.Context(), found.Code)
		if err != nil {
			return err
		}
		if release > 0 {
			found.Counted = false
			found.Later = append(found.Later, page.In(r).Say("Release %d of the results does not count it by itself, because it is one of several responses that are alike. The results say what was decided about them", release))
		}
	}
	return receiptPage.Write(w, r, http.StatusOK, view)
}

// refused says to a person why what they brought is not good.
func refused(err error) error { return &fault.Error{Kind: fault.Invalid, Say: err.Error()} }

// judge finds out what typed proves and what became of it since.
func (d *Handlers) judge(r *http.Request, tx *db.Tx, typed string) (*result, error) {
	// A browser sends lines as CR LF, and people copy an empty line too many or
	// too few. A receipt ends with exactly one line end.
	text := strings.TrimSpace(strings.ReplaceAll(typed, "\r\n", "\n"))
	if text == "" {
		return nil, fault.New(fault.Invalid, "Enter a receipt code, or paste the text of a receipt.")
	}
	if !strings.Contains(text, "\n") {
		code, err := receipt.ParseCode(text)
		if err != nil {
			return nil, refused(err)
		}
		found, err := d.log.FindCode(r.Context(), tx, code)
		if fault.Is(err, fault.NotFound) {
			err = fault.New(fault.Invalid, "The record has no entry with this code. Check that you copied it as it stands; if you did, paste the whole receipt, which proves more.")
		}
		if err != nil {
			return nil, err
		}
		return describe(r, tx, found)
	}
	brought, err := receipt.Parse([]byte(text + "\n"))
	if err != nil {
		return nil, refused(err)
	}
	e, err := epochOf(r, tx, brought)
	if err != nil {
		return nil, err
	}
	if err := brought.Verify(e.Key); err != nil {
		return nil, refused(err)
	}
	return d.compare(r, tx, e, brought)
}

// epochOf returns the epoch that signed the receipt, by its key.
func epochOf(r *http.Request, tx *db.Tx, brought *receipt.Receipt) (record.Epoch, error) {
	all, err := record.Epochs(r.Context(), tx)
	if err != nil {
		return record.Epoch{}, err
	}
	for _, e := range all {
		if e.Key == brought.Key {
			return e, nil
		}
	}
	return record.Epoch{}, fault.New(fault.Invalid, "This receipt is not of this record: it names another key. Check it on the site where you got it.")
}

// compare holds a receipt that our key signed against what the record has now.
func (d *Handlers) compare(r *http.Request, tx *db.Tx, e record.Epoch, brought *receipt.Receipt) (*result, error) {
	plain := *brought
	plain.Copy = nil
	now, err := d.log.Find(r.Context(), tx, brought.Leaf)
	var out *result
	switch {
	case fault.Is(err, fault.NotFound) && brought.Index >= e.MissingFrom && brought.Index < e.MissingTo:
		if out, err = describe(r, tx, &plain); err == nil {
			out.Lost, out.Download, out.Counted = lost(page.In(r), e), "", false
		}
	case fault.Is(err, fault.NotFound), err == nil && !bytes.Equal(now.Marshal(), plain.Marshal()):
		return nil, fault.New(fault.Invalid, "Our key signed this receipt, and the record does not show its entry in that place. That must not happen. Keep the receipt, and ask the council and somebody you trust to look into it.")
	case err == nil:
		out, err = describe(r, tx, now)
	}
	if err != nil {
		return nil, err
	}
	out.Whole = true
	if brought.Copy != nil {
		out.Answers = readable(brought.Copy.Answers)
	}
	return out, nil
}

// describe puts a receipt into words, with what the record says since.
func describe(r *http.Request, tx *db.Tx, at *receipt.Receipt) (*result, error) {
	c, err := receipt.ParseCheckpoint(at.Checkpoint)
	if err != nil {
		return nil, err
	}
	p := page.In(r)
	out := &result{Number: p.Number(at.Index + 1), Happened: happened(p, at.Leaf.Kind), About: at.Leaf.Subject, Origin: c.Origin,
		Of: entries(p, c.Size), Code: at.Leaf.Code(), Download: "/receipts/" + at.Leaf.Code()}
	if at.Leaf.Kind != "response" {
		return out, nil
	}
	later, err := record.Amending(r.Context(), tx, at.Leaf)
	if err != nil {
		return nil, err
	}
	for _, l := range later {
		out.Later = append(out.Later, p.Say("%s (entry %s)", happened(p, l.Leaf.Kind), p.Number(l.Index+1)))
	}
	out.Counted = counted(later)
	return out, nil
}

// counted reports whether a response is in the count, after what the record says
// of it since: the last of it holds.
func counted(later []record.Entry) bool {
	in := true
	for _, l := range later {
		switch kind, _, _ := strings.Cut(l.Leaf.Kind, ":"); kind {
		case "withdrawn", "excluded":
			in = false
		case "restored":
			in = true
		}
	}
	return in
}

// readable is what a page can show of bytes.
func readable(answers []byte) string {
	if !utf8.Valid(answers) {
		return fmt.Sprintf("%q", answers)
	}
	return string(answers)
}

// download gives the plain receipt of an entry, which holds nothing that the
// record does not tell everybody.
func (d *Handlers) download(w http.ResponseWriter, r *http.Request) error {
	code, err := receipt.ParseCode(r.PathValue("code"))
	if err != nil {
		return &fault.Error{Kind: fault.NotFound, Say: err.Error()}
	}
	var found *receipt.Receipt
	err = d.db.View(r.Context(), func(tx *db.Tx) (err error) {
		found, err = d.log.FindCode(r.Context(), tx, code)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="receipt-`+found.Leaf.Code()[:9]+`.tlog-proof"`)
	return send(w, plainText, forEver, found.Marshal())
}
