package intakeweb

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"rsc.io/qr"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/receipt"
)

// receiptView is the receipt of a person's own response.
type receiptView struct {
	private
	Title, Consultation  string
	Around               string // the language of what the council wrote
	New                  bool   // it was sent just now
	Code                 string // finds the entry in the record
	State                string // in words, when it is no longer counted
	File, QR, Copy       string // addresses
	Link                 string // of this page, to keep
	Check                string // where a receipt is checked
	Withdraw, Withdrawal string // address and code; "" once it cannot be withdrawn
	Next, Promise        string // what happens next, and by when we answer
	Invented             string
	Mail                 *mailForm
}

var receiptPage = page.New(files, "templates/receipt.html", receiptExamples[0], receiptExamples[1:]...)

func (d *Handlers) receiptView(words *locale.Printer, c *consult.Consultation, edition, lang string, key intake.Key, r *receipt.Receipt, state intake.State, fresh bool) receiptView {
	at := func(page string) string { return link(c.Slug, edition, key, page) }
	view := receiptView{private: private{page.Spoken(lang)}, Title: c.Title, Consultation: "/consultations/" + c.Slug, New: fresh, Code: r.Leaf.Code(),
		File: at("receipt.txt"), QR: at("receipt.svg"), Copy: at("full-copy"), Link: d.BaseURL + at("receipt"), Check: "/receipts",
		Next: c.Next, Promise: promise(words, c.Feedback), Invented: c.Invented}
	switch state {
	case intake.Withdrawn:
		view.State = words.Say("You withdrew this response. Its answers are deleted, and it is not counted. The record keeps only that there was a response and that it was withdrawn.")
	case intake.Excluded:
		view.State = words.Say("This response is left out of the count. The record shows the reason.")
	default:
		view.Withdraw, view.Withdrawal = "/consultations/"+c.Slug+"/withdraw", key.Code()
	}
	return view
}

func (d *Handlers) receipt(w http.ResponseWriter, r *http.Request) error {
	key, err := intake.ParseKey(r.PathValue("key"))
	if err != nil {
		return err
	}
	return d.showReceipt(w, r, key)
}

func (d *Handlers) showReceipt(w http.ResponseWriter, r *http.Request, key intake.Key) error {
	view, _, err := d.readReceipt(r, key)
	if err != nil {
		return err
	}
	return receiptPage.Write(w, r, http.StatusOK, view)
}

// readReceipt is the receipt of the response that was sent with key, and the
// language in which it is shown.
func (d *Handlers) readReceipt(r *http.Request, key intake.Key) (view receiptView, words *locale.Printer, err error) {
	slug := r.PathValue("slug")
	status, err := d.intake.Find(r.Context(), slug, key)
	if err != nil {
		return view, nil, err
	}
	var c *consult.Consultation
	edition, lang := r.PathValue("edition"), ""
	if err := d.DB.View(r.Context(), func(tx *db.Tx) error {
		if c, err = consult.Get(r.Context(), tx, slug); err != nil {
			return err
		}
		lang, err = spokenIn(r.Context(), tx, slug, edition)
		return err
	}); err != nil {
		return view, nil, err
	}
	words = page.InEdition(r, lang)
	view = d.receiptView(words, c, edition, lang, key, status.Receipt, status.State, false)
	view.Around = d.Speech(r).Of(c.Language)
	view.Mail = d.mailForm(words, r, link(slug, edition, key, "receipt"), false)
	if status.State == intake.Counted {
		release, err := d.Fate(r.Context(), view.Code)
		if err != nil {
			return view, nil, err
		}
		if release > 0 {
			view.State = words.Say("Release %d of the results does not count this response by itself, because it is one of several that are alike. The results say what was decided about them.", release)
		}
	}
	if !status.MayRevoke {
		view.Withdraw, view.Withdrawal = "", ""
	}
	return view, words, nil
}

// spokenIn is the language of an edition of the questionnaire, or "" if there is
// no such edition now.
func spokenIn(ctx context.Context, tx *db.Tx, slug, edition string) (string, error) {
	refs, err := consult.Forms(ctx, tx, slug)
	for _, ref := range refs {
		if ref.Edition == edition {
			return ref.Lang, err
		}
	}
	return "", err
}

// status finds the response that the key in the address of r was given for.
func (d *Handlers) status(r *http.Request) (*intake.Status, error) {
	key, err := intake.ParseKey(r.PathValue("key"))
	if err != nil {
		return nil, err
	}
	return d.intake.Find(r.Context(), r.PathValue("slug"), key)
}

func (d *Handlers) receiptFile(w http.ResponseWriter, r *http.Request) error {
	status, err := d.status(r)
	if err != nil {
		return err
	}
	return keep(w, fmt.Sprintf("receipt-%d.tlog-proof", status.Receipt.Index), status.Receipt.Marshal())
}

func (d *Handlers) copyFile(w http.ResponseWriter, r *http.Request) error {
	key, err := intake.ParseKey(r.PathValue("key"))
	if err != nil {
		return err
	}
	got, err := d.intake.Copy(r.Context(), r.PathValue("slug"), key)
	if err != nil {
		return err
	}
	return keep(w, fmt.Sprintf("full-copy-%d.tlog-proof", got.Index), got.Marshal())
}

// keep sends a file to be kept. Its name is made of digits and letters alone.
func keep(w http.ResponseWriter, name string, data []byte) error {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
	_, err := w.Write(data)
	return err
}

// copyView warns before the copy that shows what was answered.
type copyView struct {
	private
	Title, Back, File string
}

var copyPage = page.New(files, "templates/copy.html", copyView{private{"en"}, "Getting about", "receipt", "full-copy.txt"})

func (d *Handlers) copyPage(w http.ResponseWriter, r *http.Request) error {
	sent, key := d.sent(r)
	if !sent {
		return fault.New(fault.NotFound, "We hold no response with that link. Check that you copied all of it.")
	}
	slug, edition := r.PathValue("slug"), r.PathValue("edition")
	return copyPage.Write(w, r, http.StatusOK, copyView{private{}, slug, link(slug, edition, key, "receipt"), link(slug, edition, key, "full-copy.txt")})
}

// receiptCode draws the receipt as a picture for a phone: the address of the
// page that finds its entry in the record, and nothing secret.
func (d *Handlers) receiptCode(w http.ResponseWriter, r *http.Request) error {
	status, err := d.status(r)
	if err != nil {
		return err
	}
	drawn, err := qr.Encode(d.BaseURL+"/receipts?code="+status.Receipt.Leaf.Code(), qr.M)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(svg(drawn))
	return err
}

// svg draws a code, a row of modules as one run, with the four light modules
// around it that the standard asks for.
func svg(c *qr.Code) []byte {
	const quiet = 4
	size := c.Size + 2*quiet
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><rect width="%d" height="%d" fill="#fff"/><path fill="#000" d="`, size, size, size, size)
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
	b.WriteString(`"/></svg>`)
	return []byte(b.String())
}

// promise says by when people hear what came of it.
func promise(words *locale.Printer, feedback string) string {
	day, err := time.Parse(time.DateOnly, feedback)
	if err != nil {
		return ""
	}
	return words.Say("We promise to say what we found, and what we do about it, by %s.", day)
}
