package recordweb

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

// receiptView is the data of the page "Check a receipt".
type receiptView struct {
	Form   form.Form
	Result *checkResult // nil if no valid receipt was entered
}

// NoStore reports whether the page shows a receipt, which is private.
func (v receiptView) NoStore() bool { return v.Result != nil || v.Form[0].Value != "" }
func (v receiptView) NoIndex() bool { return v.NoStore() }

// checkResult is what a receipt proves.
type checkResult struct {
	FullReceipt bool // a receipt was entered, not only its code
	Number      string
	Event       string
	Subject     subject
	Origin      string
	Size        string // number of entries under the checkpoint
	Code        string
	DownloadURL string        // "" if the entry itself is lost
	NotYet      string        // sentence that says when the public record will show the entry; "" if it already does
	StatusURL   string        // where a respondent sees what happened to the response; "" if it is not a response
	Lost        string        // which entries are lost, if this is one of them
	Outcome     []outcomeStep // of the consultation: results, decision, actions and progress
	Answers     string        // from a full copy
}

// newReceiptView returns the page with the form. message is the error, or "".
// outcomeStep is a step of the chain after the consultation. Href is "" if there is nothing to read yet.
type outcomeStep struct{ Name, Href, Note string }

func newReceiptView(p *locale.Printer, value, message string) receiptView {
	return receiptView{
		Form: form.Form{{Kind: form.Textarea, ID: "receipt", Name: "receipt", Label: p.Say("Receipt or receipt code"), LabelSize: "m",
			Hint:  p.Say("Paste the code, which has 32 letters and numbers, or the full text of the receipt file."),
			Value: value, Error: message}},
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
			Subject:     exampleSubject,
			Origin:      "consult.example.org/record",
			Size:        "1,300 entries",
			Code:        "AAAA-BBBB",
			DownloadURL: "/receipts/AAAA-BBBB",
			NotYet: "The public record shows new entries in steps, so that the time a response was sent cannot be seen. " +
				"It will show this entry within 7 minutes. The receipt is already valid.",
			StatusURL: "/consultations/the-park/my-response",
			Outcome: []outcomeStep{
				{"Findings", "/consultations/the-park/results", "Results published"}, {"Decision", "", "No decision yet"},
			},
			Answers: `{"use":"yes"}`,
		},
	},
	receiptView{
		newReceiptView(nil, "", "").Form,
		&checkResult{Number: "1,201", Event: "A response was received", Subject: exampleSubject, Origin: "consult.example.org/record",
			Size: "1,300 entries", Code: "AAAA-BBBB", DownloadURL: "/receipts/AAAA-BBBB"},
	},
	receiptView{
		newReceiptView(nil, "", "").Form,
		&checkResult{
			FullReceipt: true,
			Number:      "309",
			Event:       "A response was received",
			Subject:     exampleSubject,
			Origin:      "consult.example.org/record",
			Size:        "309 entries",
			Code:        "AAAA-BBBB",
			Lost:        "Entries 301 to 309 (9 in total) were signed but have been lost.",
		},
	},
)

func (h *Handlers) showReceiptForm(w http.ResponseWriter, r *http.Request) error {
	return receiptPage.Write(w, r, http.StatusOK, newReceiptView(page.Printer(r), "", ""))
}

func (h *Handlers) checkReceipt(w http.ResponseWriter, r *http.Request) error {
	typed := r.PostFormValue("receipt")
	var found *checkResult
	err := h.db.View(r.Context(), func(tx *db.Tx) (err error) {
		found, err = h.verifyInput(r, tx, typed)
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
	return receiptPage.Write(w, r, http.StatusOK, view)
}

// invalidError makes an error of package receipt the message for the field.
func invalidError(err error) error { return &fault.Error{Kind: fault.Invalid, Say: err.Error()} }

// verifyInput checks a receipt code or receipt that a person entered. Every error
// of the kind fault.Invalid is a message for the field.
func (h *Handlers) verifyInput(r *http.Request, tx *db.Tx, typed string) (*checkResult, error) {
	// Browsers send CR LF, and pasted text often has extra or missing newlines at
	// the end. A receipt ends with exactly one newline.
	text := strings.TrimSpace(strings.ReplaceAll(typed, "\r\n", "\n"))
	if text == "" {
		return nil, fault.New(fault.Invalid, "Enter a receipt code or paste the text of a receipt.")
	}
	if !strings.Contains(text, "\n") {
		code, err := receipt.ParseCode(text)
		if err != nil {
			return nil, invalidError(err)
		}
		found, err := h.log.FindCode(r.Context(), tx, code)
		if fault.Is(err, fault.NotFound) {
			err = fault.New(
				fault.Invalid,
				"We cannot find an entry with this code in the public record. Check that you copied the code correctly. "+
					"If you did, paste the full text of the receipt instead, because it proves more.",
			)
		}
		if err != nil {
			return nil, err
		}
		return h.newCheckResult(r, tx, found)
	}
	submitted, err := receipt.Parse([]byte(text + "\n"))
	if err != nil {
		return nil, invalidError(err)
	}
	e, err := epochOf(r, tx, submitted)
	if err != nil {
		return nil, err
	}
	if err := submitted.Verify(e.Key); err != nil {
		return nil, invalidError(err)
	}
	return h.compareWithRecord(r, tx, e, submitted)
}

// epochOf returns the epoch whose key is named in the receipt.
func epochOf(r *http.Request, tx *db.Tx, submitted *receipt.Receipt) (record.Epoch, error) {
	all, err := record.Epochs(r.Context(), tx)
	if err != nil {
		return record.Epoch{}, err
	}
	for _, e := range all {
		if e.Key == submitted.Key {
			return e, nil
		}
	}
	return record.Epoch{}, fault.New(
		fault.Invalid,
		"This receipt has a different key, so it is not from this public record. Check it on the website where you got it.",
	)
}

// compareWithRecord compares a receipt with a valid signature of epoch e with
// what the record has now.
func (h *Handlers) compareWithRecord(r *http.Request, tx *db.Tx, e record.Epoch, submitted *receipt.Receipt) (*checkResult, error) {
	plain := *submitted
	plain.Copy = nil
	now, err := h.log.Find(r.Context(), tx, submitted.Leaf)
	var out *checkResult
	switch {
	case fault.Is(err, fault.NotFound) && submitted.Index >= e.MissingFrom && submitted.Index < e.MissingTo:
		if out, err = h.newCheckResult(r, tx, &plain); err == nil {
			out.Lost, out.DownloadURL, out.NotYet = lossSentence(page.Printer(r), e), "", ""
		}
	case fault.Is(err, fault.NotFound), err == nil && !bytes.Equal(now.Marshal(), plain.Marshal()):
		return nil, fault.New(
			fault.Invalid,
			"This receipt was signed with our key, but its entry is not where it should be in the public record. "+
				"This should never happen. Keep the receipt, and ask the council and someone independent to investigate.",
		)
	case err == nil:
		out, err = h.newCheckResult(r, tx, now)
	}
	if err != nil {
		return nil, err
	}
	out.FullReceipt = true
	if submitted.Copy != nil {
		out.Answers = printable(submitted.Copy.Answers)
	}
	return out, nil
}

// newCheckResult describes a valid receipt. It does not say what happened to a
// response since: anyone can make the receipt of any entry from the public record.
// Respondents see that with their withdrawal code.
func (h *Handlers) newCheckResult(r *http.Request, tx *db.Tx, at *receipt.Receipt) (*checkResult, error) {
	c, err := receipt.ParseCheckpoint(at.Checkpoint)
	if err != nil {
		return nil, err
	}
	about, err := h.findSubject(r, tx, at.Leaf)
	if err != nil {
		return nil, err
	}
	p := page.Printer(r)
	out := &checkResult{Number: p.Number(at.Index + 1), Event: eventLabel(p, at.Leaf.Kind), Subject: about, Origin: c.Origin,
		Size: entryCount(p, c.Size), Code: at.Leaf.Code(), DownloadURL: "/receipts/" + at.Leaf.Code()}
	if at.Leaf.Kind == "response" && about.URL != "" {
		out.StatusURL = about.URL + "/my-response"
		for _, s := range h.deps.ChainFor(r.Context(), "consultation", at.Leaf.Subject).After("Consultation") {
			out.Outcome = append(out.Outcome, outcomeStep{p.Say(s.Name), s.Href, s.In(p)})
		}
	}
	e, err := epochOf(r, tx, at)
	if err != nil {
		return nil, err
	}
	from, err := record.PublicFrom(r.Context(), tx, e.Number, at.Index)
	if err != nil || from.IsZero() {
		return out, err
	}
	now, err := tx.Now(r.Context())
	minutes := int64(max(from.Sub(now), 0)/time.Minute) + 1
	out.NotYet = p.Count(minutes,
		"The public record shows new entries in steps, so that the time a response was sent cannot be seen. "+
			"It will show this entry within %d minute. The receipt is already valid.",
		"The public record shows new entries in steps, so that the time a response was sent cannot be seen. "+
			"It will show this entry within %d minutes. The receipt is already valid.")
	return out, err
}

// printable returns answers as text, quoted if they are not UTF-8.
func printable(answers []byte) string {
	if !utf8.Valid(answers) {
		return fmt.Sprintf("%q", answers)
	}
	return string(answers)
}

// downloadReceipt serves the receipt of an entry without answers, all of which is
// public.
func (h *Handlers) downloadReceipt(w http.ResponseWriter, r *http.Request) error {
	code, err := receipt.ParseCode(r.PathValue("code"))
	if err != nil {
		return &fault.Error{Kind: fault.NotFound, Say: err.Error()}
	}
	var found *receipt.Receipt
	err = h.db.View(r.Context(), func(tx *db.Tx) (err error) {
		found, err = h.log.FindCode(r.Context(), tx, code)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="receipt-`+found.Leaf.Code()[:9]+`.tlog-proof"`)
	return writeData(w, plainText, cacheForever, found.Marshal())
}
