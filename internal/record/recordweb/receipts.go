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
	Result *checkResult // nil until something good was checked
}

// What somebody brings here is theirs.
func (v receiptView) NoStore() bool { return v.Result != nil || v.Form[0].Value != "" }
func (v receiptView) NoIndex() bool { return v.NoStore() }

// checkResult says what a receipt proves.
type checkResult struct {
	FullReceipt bool // a receipt was brought, and not only a code
	Number      string
	Event       string
	Subject     string
	Origin      string
	Size        string // entries under the checkpoint
	Code        string
	DownloadURL string // "" if the entry itself is lost
	LaterEvents []string
	Counted     bool // it is a response, and the last that was entered about it leaves it in the count
	Lost        string
	Answers     string // of a full copy
}

func newReceiptView(p *locale.Printer, value, wrong string) receiptView {
	return receiptView{
		Form: form.Form{{Kind: form.Textarea, ID: "receipt", Name: "receipt", Label: p.Say("Receipt or receipt code"), LabelSize: "m",
			Hint:  p.Say("Paste the code, which has 32 letters and numbers, or the full text of the receipt file."),
			Value: value, Error: wrong}},
	}
}

var receiptPage = page.New(
	files,
	"templates/receipts.html",
	newReceiptView(nil, "", ""),
	newReceiptView(nil, "ABCD", "Receipt code must be 32 letters and numbers in groups of 4. Enter all of it."),
	receiptView{
		newReceiptView(nil, "", "").Form,
		&checkResult{
			FullReceipt: true,
			Number:      "1,201",
			Event:       "A response was received",
			Subject:     "the-park",
			Origin:      "consult.example.org/record",
			Size:        "1,300 entries",
			Code:        "AAAA-BBBB",
			DownloadURL: "/receipts/AAAA-BBBB",
			Counted:     true,
			Answers:     `{"use":"yes"}`,
		},
	},
	receiptView{
		newReceiptView(nil, "", "").Form,
		&checkResult{Number: "1,201", Event: "A response was received", Subject: "the-park", Origin: "consult.example.org/record",
			Size: "1,300 entries", Code: "AAAA-BBBB", DownloadURL: "/receipts/AAAA-BBBB", LaterEvents: []string{"A response was withdrawn by the person who sent it"}},
	},
	receiptView{
		newReceiptView(nil, "", "").Form,
		&checkResult{
			FullReceipt: true,
			Number:      "309",
			Event:       "A response was received",
			Subject:     "the-park",
			Origin:      "consult.example.org/record",
			Size:        "309 entries",
			Code:        "AAAA-BBBB",
			Lost:        "Entries 301 to 309, which is 9, were signed for and are lost.",
		},
	},
)

func (d *Handlers) showReceiptForm(w http.ResponseWriter, r *http.Request) error {
	return receiptPage.Write(w, r, http.StatusOK, newReceiptView(page.Printer(r), "", ""))
}

func (d *Handlers) checkReceipt(w http.ResponseWriter, r *http.Request) error {
	typed := r.PostFormValue("receipt")
	var found *checkResult
	err := d.db.View(r.Context(), func(tx *db.Tx) (err error) {
		found, err = d.verifyInput(r, tx, typed)
		return err
	})
	if fault.Is(err, fault.Internal) {
		return err
	}
	if err != nil {
		return receiptPage.Write(w, r, http.StatusUnprocessableEntity, newReceiptView(page.Printer(r), typed, page.ErrorMessage(r, err)))
	}
	view := newReceiptView(page.Printer(r), "", "")
	view.Result = found
	if found.Counted {
		release, err := d.deps.ReleaseExcluding(r.Context(), found.Code)
		if err != nil {
			return err
		}
		if release > 0 {
			found.Counted = false
			found.LaterEvents = append(
				found.LaterEvents,
				page.Printer(
					r,
				).Say(
					"Release %d of the results does not count it separately, because it is one of several similar responses. The results explain what was decided about them",
					release,
				),
			)
		}
	}
	return receiptPage.Write(w, r, http.StatusOK, view)
}

// invalidError says to a person why what they brought is not good.
func invalidError(err error) error { return &fault.Error{Kind: fault.Invalid, Say: err.Error()} }

// verifyInput finds out what typed proves and what became of it since.
func (d *Handlers) verifyInput(r *http.Request, tx *db.Tx, typed string) (*checkResult, error) {
	// A browser sends lines as CR LF, and people copy an empty line too many or
	// too few. A receipt ends with exactly one line end.
	text := strings.TrimSpace(strings.ReplaceAll(typed, "\r\n", "\n"))
	if text == "" {
		return nil, fault.New(fault.Invalid, "Enter a receipt code or paste the text of a receipt.")
	}
	if !strings.Contains(text, "\n") {
		code, err := receipt.ParseCode(text)
		if err != nil {
			return nil, invalidError(err)
		}
		found, err := d.log.FindCode(r.Context(), tx, code)
		if fault.Is(err, fault.NotFound) {
			err = fault.New(
				fault.Invalid,
				"We cannot find an entry with this code in the public record. Check that you copied the code correctly. If you did, paste the full text of the receipt instead, because it proves more.",
			)
		}
		if err != nil {
			return nil, err
		}
		return newCheckResult(r, tx, found)
	}
	brought, err := receipt.Parse([]byte(text + "\n"))
	if err != nil {
		return nil, invalidError(err)
	}
	e, err := epochOf(r, tx, brought)
	if err != nil {
		return nil, err
	}
	if err := brought.Verify(e.Key); err != nil {
		return nil, invalidError(err)
	}
	return d.compareWithRecord(r, tx, e, brought)
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
	return record.Epoch{}, fault.New(
		fault.Invalid,
		"This receipt has a different key, so it is not from this public record. Check it on the website where you got it.",
	)
}

// compareWithRecord holds a receipt that our key signed against what the record has now.
func (d *Handlers) compareWithRecord(r *http.Request, tx *db.Tx, e record.Epoch, brought *receipt.Receipt) (*checkResult, error) {
	plain := *brought
	plain.Copy = nil
	now, err := d.log.Find(r.Context(), tx, brought.Leaf)
	var out *checkResult
	switch {
	case fault.Is(err, fault.NotFound) && brought.Index >= e.MissingFrom && brought.Index < e.MissingTo:
		if out, err = newCheckResult(r, tx, &plain); err == nil {
			out.Lost, out.DownloadURL, out.Counted = lossSentence(page.Printer(r), e), "", false
		}
	case fault.Is(err, fault.NotFound), err == nil && !bytes.Equal(now.Marshal(), plain.Marshal()):
		return nil, fault.New(
			fault.Invalid,
			"This receipt was signed with our key, but its entry is not where it should be in the public record. This should never happen. Keep the receipt, and ask the council and someone independent to investigate.",
		)
	case err == nil:
		out, err = newCheckResult(r, tx, now)
	}
	if err != nil {
		return nil, err
	}
	out.FullReceipt = true
	if brought.Copy != nil {
		out.Answers = printable(brought.Copy.Answers)
	}
	return out, nil
}

// newCheckResult puts a receipt into words, with what the record says since.
func newCheckResult(r *http.Request, tx *db.Tx, at *receipt.Receipt) (*checkResult, error) {
	c, err := receipt.ParseCheckpoint(at.Checkpoint)
	if err != nil {
		return nil, err
	}
	p := page.Printer(r)
	out := &checkResult{Number: p.Number(at.Index + 1), Event: eventLabel(p, at.Leaf.Kind), Subject: at.Leaf.Subject, Origin: c.Origin,
		Size: entryCount(p, c.Size), Code: at.Leaf.Code(), DownloadURL: "/receipts/" + at.Leaf.Code()}
	if at.Leaf.Kind != "response" {
		return out, nil
	}
	later, err := record.Amendments(r.Context(), tx, at.Leaf)
	if err != nil {
		return nil, err
	}
	for _, l := range later {
		out.LaterEvents = append(out.LaterEvents, p.Say("%s (entry %s)", eventLabel(p, l.Leaf.Kind), p.Number(l.Index+1)))
	}
	out.Counted = isCounted(later)
	return out, nil
}

// isCounted reports whether a response is in the count, after what the record says
// of it since: the last of it holds.
func isCounted(later []record.Entry) bool {
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

// printable is what a page can show of bytes.
func printable(answers []byte) string {
	if !utf8.Valid(answers) {
		return fmt.Sprintf("%q", answers)
	}
	return string(answers)
}

// downloadReceipt gives the plain receipt of an entry, which holds nothing that the
// record does not tell everybody.
func (d *Handlers) downloadReceipt(w http.ResponseWriter, r *http.Request) error {
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
	return writeData(w, plainText, cacheForever, found.Marshal())
}
