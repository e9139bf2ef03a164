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
	privatePage
	Title, Consultation         string
	TitleLang                   string // the language of what the council wrote
	JustSent                    bool   // it was sent just now
	Code                        string // finds the entry in the record
	StatusText                  string // in words, when it is no longer counted
	File, QR, Copy              string // addresses
	Link                        string // of this page, to keep
	CheckURL                    string // where a receipt is checked
	WithdrawURL, WithdrawalCode string // address and code; "" once it cannot be withdrawn
	Next, Feedback              string // what happens next, and by when we answer
	Invented                    string
	Email                       *emailForm
}

var receiptPage = page.New(files, "templates/receipt.html", receiptExamples[0], receiptExamples[1:]...)

func (d *Handlers) newReceiptView(
	words *locale.Printer,
	c *consult.Consultation,
	edition, lang string,
	key intake.Key,
	r *receipt.Receipt,
	state intake.ResponseState,
	fresh bool,
) receiptView {
	at := func(page string) string { return link(c.Slug, edition, key, page) }
	view := receiptView{
		privatePage:  privatePage{page.SupportedLang(lang)},
		Title:        c.Title,
		Consultation: "/consultations/" + c.Slug,
		JustSent:     fresh,
		Code:         r.Leaf.Code(),
		File:         at("receipt.txt"),
		QR:           at("receipt.svg"),
		Copy:         at("full-copy"),
		Link:         d.BaseURL + at("receipt"),
		CheckURL:     "/receipts",
		Next:         c.Next,
		Feedback:     feedbackSentence(words, c.Feedback),
		Invented:     c.Invented,
	}
	switch state {
	case intake.Withdrawn:
		view.StatusText = words.Say(
			"You withdrew this response. We have deleted your answers and your response is not counted. The public record shows only that a response was received and withdrawn.",
		)
	case intake.Excluded:
		view.StatusText = words.Say("This response has been excluded from the count. The public record shows the reason.")
	default:
		view.WithdrawURL, view.WithdrawalCode = "/consultations/"+c.Slug+"/withdraw", key.WithdrawalCode()
	}
	return view
}

func (d *Handlers) showReceipt(w http.ResponseWriter, r *http.Request) error {
	key, err := intake.ParseKey(r.PathValue("key"))
	if err != nil {
		return err
	}
	return d.writeReceipt(w, r, key)
}

func (d *Handlers) writeReceipt(w http.ResponseWriter, r *http.Request, key intake.Key) error {
	view, _, err := d.loadReceipt(r, key)
	if err != nil {
		return err
	}
	return receiptPage.Write(w, r, http.StatusOK, view)
}

// loadReceipt is the receipt of the response that was sent with key, and the
// language in which it is shown.
func (d *Handlers) loadReceipt(r *http.Request, key intake.Key) (view receiptView, words *locale.Printer, err error) {
	slug := r.PathValue("slug")
	status, err := d.intake.FindResponse(r.Context(), slug, key)
	if err != nil {
		return view, nil, err
	}
	var c *consult.Consultation
	edition, lang := r.PathValue("edition"), ""
	if err := d.DB.View(r.Context(), func(tx *db.Tx) error {
		if c, err = consult.Get(r.Context(), tx, slug); err != nil {
			return err
		}
		lang, err = editionLang(r.Context(), tx, slug, edition)
		return err
	}); err != nil {
		return view, nil, err
	}
	words = page.PrinterForEdition(r, lang)
	view = d.newReceiptView(words, c, edition, lang, key, status.Receipt, status.State, false)
	view.TitleLang = d.PagePrinter(r).LangOrCouncil(c.Language)
	view.Email = d.newEmailForm(words, r, link(slug, edition, key, "receipt"), false)
	if status.State == intake.Counted {
		release, err := d.ReleaseExcluding(r.Context(), view.Code)
		if err != nil {
			return view, nil, err
		}
		if release > 0 {
			view.StatusText = words.Say(
				"Release %d of the results does not count this response separately, because it is one of several similar responses. The results explain how we treated them.",
				release,
			)
		}
	}
	if !status.CanWithdraw {
		view.WithdrawURL, view.WithdrawalCode = "", ""
	}
	return view, words, nil
}

// editionLang is the language of an edition of the questionnaire, or "" if there is
// no such edition now.
func editionLang(ctx context.Context, tx *db.Tx, slug, edition string) (string, error) {
	refs, err := consult.Forms(ctx, tx, slug)
	for _, ref := range refs {
		if ref.Edition == edition {
			return ref.Lang, err
		}
	}
	return "", err
}

// findStatus finds the response that the key in the address of r was given for.
func (d *Handlers) findStatus(r *http.Request) (*intake.ResponseStatus, error) {
	key, err := intake.ParseKey(r.PathValue("key"))
	if err != nil {
		return nil, err
	}
	return d.intake.FindResponse(r.Context(), r.PathValue("slug"), key)
}

func (d *Handlers) downloadReceipt(w http.ResponseWriter, r *http.Request) error {
	status, err := d.findStatus(r)
	if err != nil {
		return err
	}
	return writeAttachment(w, fmt.Sprintf("receipt-%d.tlog-proof", status.Receipt.Index), status.Receipt.Marshal())
}

func (d *Handlers) downloadFullCopy(w http.ResponseWriter, r *http.Request) error {
	key, err := intake.ParseKey(r.PathValue("key"))
	if err != nil {
		return err
	}
	got, err := d.intake.FullCopy(r.Context(), r.PathValue("slug"), key)
	if err != nil {
		return err
	}
	return writeAttachment(w, fmt.Sprintf("full-copy-%d.tlog-proof", got.Index), got.Marshal())
}

// writeAttachment sends a file to be kept. Its name is made of digits and letters alone.
func writeAttachment(w http.ResponseWriter, name string, data []byte) error {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
	_, err := w.Write(data)
	return err
}

// copyView warns before the copy that shows what was answered.
type copyView struct {
	privatePage
	Title, Back, File string
}

var copyPage = page.New(files, "templates/copy.html", copyView{privatePage{"en"}, "Getting about", "receipt", "full-copy.txt"})

func (d *Handlers) showFullCopy(w http.ResponseWriter, r *http.Request) error {
	sent, key := d.findSent(r)
	if !sent {
		return fault.New(fault.NotFound, "We cannot find a response with that link. Check that you copied all of it.")
	}
	slug, edition := r.PathValue("slug"), r.PathValue("edition")
	return copyPage.Write(
		w,
		r,
		http.StatusOK,
		copyView{privatePage{}, slug, link(slug, edition, key, "receipt"), link(slug, edition, key, "full-copy.txt")},
	)
}

// receiptQR draws the receipt as a picture for a phone: the address of the
// page that finds its entry in the record, and nothing secret.
func (d *Handlers) receiptQR(w http.ResponseWriter, r *http.Request) error {
	status, err := d.findStatus(r)
	if err != nil {
		return err
	}
	drawn, err := qr.Encode(d.BaseURL+"/receipts?code="+status.Receipt.Leaf.Code(), qr.M)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(qrSVG(drawn))
	return err
}

// qrSVG draws a code, a row of modules as one run, with the four light modules
// around it that the standard asks for.
func qrSVG(c *qr.Code) []byte {
	const quiet = 4
	size := c.Size + 2*quiet
	var b strings.Builder
	fmt.Fprintf(
		&b,
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><rect width="%d" height="%d" fill="#fff"/><path fill="#000" d="`,
		size,
		size,
		size,
		size,
	)
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

// feedbackSentence says by when people hear what came of it.
func feedbackSentence(words *locale.Printer, feedback string) string {
	day, err := time.Parse(time.DateOnly, feedback)
	if err != nil {
		return ""
	}
	return words.Say("We will publish what you told us and what we will do about it by %s.", day)
}
