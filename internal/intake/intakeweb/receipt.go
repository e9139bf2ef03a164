package intakeweb

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/receipt"
)

// receiptView is the data of the respondent's receipt page.
type receiptView struct {
	privatePage
	Title, Consultation         string // Consultation is a URL path
	TitleLang                   string // language of Title and Next
	JustSent                    bool   // this page is the response to sending the answers
	Code                        string // receipt code
	StatusText                  string // why the response is not counted; "" if it is
	File, QR, Copy              string // URL paths
	Link                        string // full URL of this page
	CheckURL                    string // URL path of the page that checks receipts
	WithdrawURL, WithdrawalCode string // "" if it cannot be withdrawn
	Next                        string // what happens next, Markdown by the council
	Feedback                    string // sentence with the date by which the council publishes feedback
	Invented                    string
	Email                       *emailForm
}

var receiptPage = page.New(files, "templates/receipt.html", receiptExamples[0], receiptExamples[1:]...)

func (h *Handlers) newReceiptView(
	words *locale.Printer,
	c *consult.Consultation,
	edition, lang string,
	key intake.Key,
	r *receipt.Receipt,
	state intake.ResponseState,
	justSent bool,
) receiptView {
	at := func(page string) string { return link(c.Slug, edition, key, page) }
	view := receiptView{
		privatePage:  privatePage{page.SupportedLang(lang)},
		Title:        c.Title,
		Consultation: "/consultations/" + c.Slug,
		JustSent:     justSent,
		Code:         r.Leaf.Code(),
		File:         at("receipt.txt"),
		QR:           at("receipt.svg"),
		Copy:         at("full-copy"),
		Link:         h.BaseURL + at("receipt"),
		CheckURL:     "/receipts",
		Next:         c.Next,
		Feedback:     feedbackSentence(words, c.Feedback),
		Invented:     c.Invented,
	}
	switch state {
	case intake.Withdrawn:
		view.StatusText = words.Say("You withdrew this response. We have deleted your answers and your response is not counted. " +
			"The public record shows only that a response was received and withdrawn.")
	case intake.Excluded:
		view.StatusText = words.Say("This response has been excluded from the count. The public record shows the reason.")
	default:
		view.WithdrawURL, view.WithdrawalCode = "/consultations/"+c.Slug+"/withdraw", key.WithdrawalCode()
	}
	return view
}

func (h *Handlers) showReceipt(w http.ResponseWriter, r *http.Request) error {
	key, err := intake.ParseKey(r.PathValue("key"))
	if err != nil {
		return err
	}
	return h.writeReceipt(w, r, key)
}

func (h *Handlers) writeReceipt(w http.ResponseWriter, r *http.Request, key intake.Key) error {
	view, _, err := h.loadReceipt(r, key)
	if err != nil {
		return err
	}
	return receiptPage.Write(w, r, http.StatusOK, view)
}

// loadReceipt returns the receipt page of the response sent with key, and the
// printer for its language.
func (h *Handlers) loadReceipt(r *http.Request, key intake.Key) (view receiptView, words *locale.Printer, err error) {
	slug := r.PathValue("slug")
	status, err := h.intake.FindResponse(r.Context(), slug, key)
	if err != nil {
		return view, nil, err
	}
	var c *consult.Consultation
	edition, lang := r.PathValue("edition"), ""
	if err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		if c, err = consult.Get(r.Context(), tx, slug); err != nil {
			return err
		}
		lang, err = editionLang(r.Context(), tx, slug, edition)
		return err
	}); err != nil {
		return view, nil, err
	}
	words = page.PrinterForEdition(r, lang)
	view = h.newReceiptView(words, c, edition, lang, key, status.Receipt, status.State, false)
	view.TitleLang = h.PagePrinter(r).LangOrCouncil(c.Language)
	view.Email = h.newEmailForm(words, r, link(slug, edition, key, "receipt"), false)
	if status.State == intake.Counted {
		release, err := h.ReleaseExcluding(r.Context(), view.Code)
		if err != nil {
			return view, nil, err
		}
		if release > 0 {
			view.StatusText = words.Say(
				"Release %d of the results does not count this response separately, because it is one of several similar responses. "+
					"The results explain how we treated them.",
				release,
			)
		}
	}
	if !status.CanWithdraw {
		view.WithdrawURL, view.WithdrawalCode = "", ""
	}
	return view, words, nil
}

// editionLang returns the language of an edition of the questionnaire, or "" if
// the consultation no longer has that edition.
func editionLang(ctx context.Context, tx *db.Tx, slug, edition string) (string, error) {
	ref, err := consult.FindForm(ctx, tx, slug, edition)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return ref.Lang, err
}

// findStatus returns the status of the response whose key is in the URL of r.
func (h *Handlers) findStatus(r *http.Request) (*intake.ResponseStatus, error) {
	key, err := intake.ParseKey(r.PathValue("key"))
	if err != nil {
		return nil, err
	}
	return h.intake.FindResponse(r.Context(), r.PathValue("slug"), key)
}

func (h *Handlers) downloadReceipt(w http.ResponseWriter, r *http.Request) error {
	status, err := h.findStatus(r)
	if err != nil {
		return err
	}
	return writeAttachment(w, fmt.Sprintf("receipt-%d.tlog-proof", status.Receipt.Index), status.Receipt.Marshal())
}

func (h *Handlers) downloadFullCopy(w http.ResponseWriter, r *http.Request) error {
	key, err := intake.ParseKey(r.PathValue("key"))
	if err != nil {
		return err
	}
	got, err := h.intake.FullCopy(r.Context(), r.PathValue("slug"), key)
	if err != nil {
		return err
	}
	return writeAttachment(w, fmt.Sprintf("full-copy-%d.tlog-proof", got.Index), got.Marshal())
}

// writeAttachment sends data as a download. name must not contain quotes.
func writeAttachment(w http.ResponseWriter, name string, data []byte) error {
	header := w.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	header.Set("Cache-Control", "no-store")
	_, err := w.Write(data)
	return err
}

// copyView is the data of the page with the warning before the full copy.
type copyView struct {
	privatePage
	Title, Back, File string
}

var copyPage = page.New(files, "templates/copy.html", copyView{privatePage{"en"}, "Getting about", "receipt", "full-copy.txt"})

func (h *Handlers) showFullCopy(w http.ResponseWriter, r *http.Request) error {
	sent, key := h.findSent(r)
	if !sent {
		return fault.New(fault.NotFound, "We cannot find a response with that link. Check that you copied all of it.")
	}
	slug, edition := r.PathValue("slug"), r.PathValue("edition")
	var title string
	if err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		c, err := consult.Get(r.Context(), tx, slug)
		if err == nil {
			title = c.Title
		}
		return err
	}); err != nil {
		return err
	}
	return copyPage.Write(w, r, http.StatusOK, copyView{
		Title: title,
		Back:  link(slug, edition, key, "receipt"),
		File:  link(slug, edition, key, "full-copy.txt"),
	})
}

// receiptQR serves a QR code of the URL at which the receipt code is checked. It
// contains no secret.
func (h *Handlers) receiptQR(w http.ResponseWriter, r *http.Request) error {
	status, err := h.findStatus(r)
	if err != nil {
		return err
	}
	code, err := page.NewQRCode(h.BaseURL + "/receipts?code=" + status.Receipt.Leaf.Code())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(code.SVG())
	return err
}

// feedbackSentence says by which date feedback will be published. feedback is
// that date as 2006-01-02, or "".
func feedbackSentence(words *locale.Printer, feedback string) string {
	day, err := time.Parse(time.DateOnly, feedback)
	if err != nil {
		return ""
	}
	return words.Say("We will publish what you told us and what we will do about it by %s.", day)
}
