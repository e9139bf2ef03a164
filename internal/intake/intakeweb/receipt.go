package intakeweb

import (
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/receipt"
)

// receiptView is the data of the page that thanks a respondent, with the receipt and
// the withdrawal code. It is shown in the browser that sent the response, whose half of
// the key is deleted with it: the next person at the same computer cannot see it.
type receiptView struct {
	privatePage
	web.Carried                        // for the full copy
	Title, Consultation         string // Consultation is a URL path
	TitleLang                   string // language of Title and Next
	Code                        string // receipt code
	StatusText                  string // why the response is not counted; "" if it is
	File, Copy                  string // URL paths
	QR                          template.URL
	CheckURL                    string // URL path of the page that checks receipts
	WithdrawURL, WithdrawalCode string // "" if it cannot be withdrawn
	Next                        string // what happens next, Markdown by the council
	Feedback                    string // sentence with the date by which the council publishes feedback
	Invented                    string
	Email                       *emailForm
}

var receiptPage = page.New(files, "templates/receipt.html", receiptExamples[0], receiptExamples[1:]...)

// receiptValues are the parts of the receipt page that differ from response to response, even
// within a consultation. Each is a page.Value, or "".
type receiptValues struct {
	code       string // receipt code
	address    string // the half of the key that is in URLs
	half       string // the other half, if the browser refuses cookies
	qr         string // of the receipt, in base64
	withdrawal string // withdrawal code
	token      string // of the form that emails the receipt
}

func (h *Handlers) receiptValues(r *http.Request, v *visit, got *receipt.Receipt) []page.Value {
	code, key := got.Leaf.Code(), v.draft.Key
	token := ""
	if h.intake.Notify != nil {
		token = h.intake.Keys.ReceiptToken(v.draft.Consultation, code, key.EmailSubject())
	}
	return []page.Value{
		page.Token(code), page.Token(v.draft.Address.String()), page.Token(string(v.draft.Code)), h.receiptQR(r, code),
		page.Token(key.WithdrawalCode().String()), page.Token(token),
	}
}

func readReceiptValues(texts []string) receiptValues {
	return receiptValues{texts[0], texts[1], texts[2], texts[3], texts[4], texts[5]}
}

// newReceiptView returns the page for the response of v, with what values say of it.
func (h *Handlers) newReceiptView(r *http.Request, v *visit, values receiptValues, state intake.ResponseState) receiptView {
	c, words := v.consultation, v.printer
	of := func(page string) string { return link(v.draft.Consultation, v.draft.Edition, values.address, page) }
	view := receiptView{
		privatePage:  v.frameOnly(),
		Carried:      web.Carried{Half: values.half},
		Title:        c.Title,
		TitleLang:    v.titleLang,
		Consultation: consultationURL(c.Slug),
		Code:         values.code,
		File:         receiptURL(values.code),
		Copy:         of("full-copy.txt"),
		CheckURL:     "/receipts",
		Next:         c.Next,
		Feedback:     feedbackSentence(words, c.Feedback),
		Invented:     c.Invented,
	}
	if values.qr != "" {
		view.QR = template.URL("data:image/svg+xml;base64," + values.qr)
	}
	if view.Email = h.newEmailForm(words, r, of("receipt-email"), false); view.Email != nil {
		view.Email.Receipt, view.Email.Token, view.Email.Sent = values.code, values.token, false
	}
	switch state {
	case intake.Withdrawn:
		view.StatusText = words.Say("You withdrew this response. We have deleted your answers and your response is not counted. " +
			"The public record shows only that a response was received and withdrawn.")
		return view
	case intake.Excluded:
		view.StatusText = words.Say("This response has been excluded from the count. The public record shows the reason.")
	}
	view.WithdrawURL, view.WithdrawalCode = consultationURL(c.Slug, "withdraw"), values.withdrawal
	return view
}

// receiptURL returns the URL path of a receipt, which is public: it says nothing about
// who sent the response or what they answered.
func receiptURL(code string) string { return "/receipts/" + url.PathEscape(code) }

// writeReceipt shows the receipt of a response that this browser has sent before and
// may not have seen, for example because the connection was cut.
func (h *Handlers) writeReceipt(w http.ResponseWriter, r *http.Request, sent *alreadySent) error {
	slug := r.PathValue("slug")
	status, err := h.intake.FindResponse(r.Context(), slug, sent.issued.Key)
	if err != nil {
		return err
	}
	v := &visit{draft: &intake.Draft{Issued: *sent.issued, Consultation: slug, Edition: r.PathValue("edition")}}
	if err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		if v.consultation, err = consult.Get(r.Context(), tx, slug); err != nil {
			return err
		}
		ref, err := consult.FindForm(r.Context(), tx, slug, v.draft.Edition)
		if err == nil {
			v.form, err = h.intake.Form(r.Context(), tx, ref.Version)
		}
		return err
	}); err != nil {
		return err
	}
	v.setLanguage(h, r)
	if acceptsReceiptOnly(r) {
		return writeAttachment(w, status.Receipt)
	}
	return h.thank(w, r, v, status.Receipt, status.State)
}

// thank answers with the receipt, and deletes the half of the key from the browser.
func (h *Handlers) thank(w http.ResponseWriter, r *http.Request, v *visit, got *receipt.Receipt, state intake.ResponseState) error {
	if acceptsReceiptOnly(r) {
		return writeAttachment(w, got)
	}
	if v.Carried.Half == "" {
		h.ForgetHalf(w, v.draft.Address.String())
	}
	c := v.consultation
	return receiptPage.WriteFilled(w, r, http.StatusOK, page.Filling[receiptView]{
		Lang: v.frameOnly().PageLang(),
		Key: receiptKey{
			c.Slug, v.draft.Edition, c.Title, v.titleLang, v.frameOnly().PageLang(), c.Next, c.Feedback, c.Invented, state,
			h.intake.Notify != nil,
		},
		Values: h.receiptValues(r, v, got),
		View: func(values []string) receiptView {
			return h.newReceiptView(r, v, readReceiptValues(values), state)
		},
	})
}

// receiptKey is what the receipt page depends on that is the same for many responses.
type receiptKey struct {
	slug, edition, title, titleLang, lang, next, feedback, invented string
	state                                                           intake.ResponseState
	emails                                                          bool
}

// acceptsReceiptOnly reports whether r comes from software that wants only the receipt
// file.
func acceptsReceiptOnly(r *http.Request) bool { return r.Header.Get("Accept") == "text/plain" }

// showReceipt is for a form that was not sent: withVisit answers for one that was.
func (h *Handlers) showReceipt(w http.ResponseWriter, r *http.Request, v *visit) error {
	return h.goTo(w, r, v, v.firstIncomplete())
}

// downloadFullCopy sends the receipt together with the answers. It is sent only in
// answer to a form with the half of the key that the receipt page carries.
func (h *Handlers) downloadFullCopy(w http.ResponseWriter, r *http.Request) error {
	address, err := intake.ParseAddress(r.PathValue("key"))
	if err != nil {
		return err
	}
	slug := r.PathValue("slug")
	issued, ours := h.openKey(r, slug, address, &carried{})
	if !ours {
		return fault.New(fault.NotFound, "We cannot find a response with that link. Check that you copied all of it.")
	}
	got, err := h.intake.FullCopy(r.Context(), slug, issued.Key)
	if err != nil {
		return err
	}
	return writeFile(w, fmt.Sprintf("full-copy-%d.tlog-proof", got.Index), got.Marshal())
}

func writeAttachment(w http.ResponseWriter, got *receipt.Receipt) error {
	return writeFile(w, fmt.Sprintf("receipt-%d.tlog-proof", got.Index), got.Marshal())
}

// writeFile sends data as a download. name must not contain quotes.
func writeFile(w http.ResponseWriter, name string, data []byte) error {
	header := w.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	header.Set("Cache-Control", "no-store")
	_, err := w.Write(data)
	return err
}

// receiptQR returns a QR code of the URL at which the receipt code is checked, as an
// image in base64. It contains no secret.
func (h *Handlers) receiptQR(r *http.Request, receiptCode string) page.Value {
	svg, err := page.QRCodeSVG(h.SiteURL(r) + "/receipts?code=" + receiptCode)
	if err != nil {
		h.Slog.ErrorContext(r.Context(), "QR code of a receipt", "err", err)
		return page.Base64(nil)
	}
	return page.Base64(svg)
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
