package intakeweb

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// allPages is the name in the URL of the page with all questions. It cannot be
// the id of a page of a form, because those begin with a letter.
const allPages = "0"

// visit is what a request of a respondent is about.
type visit struct {
	consultation *consult.Consultation
	form         *survey.Form
	draft        *intake.Draft // with Version 0 if nothing has been saved yet
	printer      *locale.Printer
	// monitoringNotice is web.Deps.MonitoringNoticeOn for a page of the form.
	monitoringNotice func(pageID string) (string, error)
	titleLang        string // language of the consultation's title
	web.Carried
	notice  string   // shown above the page; "" if there is none
	uploads []upload // files that came with the request
	sentOn  string   // day on which the form was sent, such as 2016-05-27; "" if it was not
}

// carried is short for web.Carried. A browser that sends the half of the key in a hidden
// field is answered with the next page itself, because a redirect would lose the half.
type carried = web.Carried

// errOtherBrowser is the error for a browser that does not have the other half of the
// key: the address was passed on, or the cookie was refused or deleted.
var errOtherBrowser = errors.New("this browser does not have the other half of the key")

// alreadySent is the error for a form that was sent before.
type alreadySent struct {
	on     string         // day, such as 2016-05-27
	issued *intake.Issued // nil in a browser that does not have both halves of the key
	by     carried        // how that browser has the second half
}

// alreadySent returns the error for v, whose form was sent before by this browser.
func (v *visit) alreadySent() error { return &alreadySent{v.sentOn, &v.draft.Issued, v.Carried} }

func (*alreadySent) Error() string { return "the form was sent before" }

// withVisit returns the handler that loads the visit of a request and calls fn. In a
// browser without the other half of the key it starts a new response, and for a form
// that was sent before it says so, on whichever page.
func (h *Handlers) withVisit(fn func(http.ResponseWriter, *http.Request, *visit) error) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		uploads, err := h.readUploads(r)
		if err != nil {
			return err
		}
		defer closeUploads(uploads)
		v, err := h.loadVisit(r)
		if err == nil {
			v.uploads = uploads
			err = fn(w, r, v)
		}
		if sent, ok := errors.AsType[*alreadySent](err); ok {
			return h.writeSent(w, r, sent)
		}
		if errors.Is(err, errOtherBrowser) {
			return h.startAgain(w, r, uploads)
		}
		return err
	}
}

// loadVisit loads the consultation, the form and the draft of a request. It returns an
// error if the consultation does not accept a response with this key.
func (h *Handlers) loadVisit(r *http.Request) (*visit, error) {
	address, err := intake.ParseAddress(r.PathValue("key"))
	if err != nil {
		return nil, err
	}
	slug := r.PathValue("slug")
	v := &visit{draft: &intake.Draft{Consultation: slug, Edition: r.PathValue("edition"), Answers: survey.Raw{}}}
	issued, ours := h.openKey(r, slug, address, &v.Carried)
	v.draft.Issued = issued
	if ours && isSinglePost(r) {
		err = h.loadCached(r.Context(), v)
	} else {
		err = h.DB.View(r.Context(), func(tx *db.Tx) error { return h.loadDraft(r, tx, v, address, ours) })
	}
	if err == nil {
		v.setLanguage(h, r)
	}
	return v, err
}

// isEasyRead reports whether edition, as in URLs, is the Easy Read one.
func isEasyRead(edition string) bool { return edition == string(consult.EasyRead) }

// pageLang returns the language of pages about an edition for package page.
func pageLang(lang string, easy bool) string {
	if easy && strings.HasPrefix(lang, "en") {
		return locale.EasyRead
	}
	return lang
}

// hasPictures reports whether the pages of v have a picture for each step: in Easy Read, also if it is translated.
func (v *visit) hasPictures() bool {
	return strings.HasPrefix(v.draft.Edition, string(consult.EasyRead))
}

// privatePage returns the properties of a page that shows the edition of v.
func (v *visit) privatePage() privatePage {
	return privatePage{Lang: v.form.Lang, Easy: isEasyRead(v.draft.Edition), Pictures: v.hasPictures()}
}

// frameOnly returns the properties of a page that follows the edition of v without showing it: it is in the language of
// the edition if the reader has chosen no other.
func (v *visit) frameOnly() privatePage {
	if v.printer.Variant() != locale.For(v.privatePage().PageLang()).Variant() {
		return privatePage{Pictures: v.hasPictures()}
	}
	return privatePage{Lang: page.SupportedLang(v.form.Lang), Easy: v.printer.Variant() == locale.EasyRead, Pictures: v.hasPictures()}
}

func (v *visit) setLanguage(h *Handlers, r *http.Request) {
	v.printer, v.titleLang = page.PrinterForEdition(r, v.privatePage().PageLang()), h.PagePrinter(r).LangOrCouncil(v.consultation.Language)
	v.monitoringNotice = func(id string) (string, error) {
		return h.MonitoringNoticeOn(r.Context(), v.printer, v.draft.Consultation, v.form, id)
	}
}

// openKey puts the halves of the key of r together: the address, and the code that is
// in the cookie or, if the browser sent none, in the hidden field. It sets by in the
// second case.
func (h *Handlers) openKey(r *http.Request, slug string, address intake.Address, by *carried) (intake.Issued, bool) {
	code, err := intake.ParseCode(h.BrowserHalf(r, address.String()))
	if err == nil {
		if issued, ok := h.intake.Keys.Open(slug, address, code); ok {
			return issued, true
		}
	}
	if code, err = intake.ParseCode(r.PostForm.Get(web.HalfField)); err != nil {
		return intake.Issued{}, false
	}
	issued, ok := h.intake.Keys.Open(slug, address, code)
	if ok {
		by.Half = string(code)
	}
	return issued, ok
}

// isSinglePost reports whether r sends all answers in one request and has no
// saved draft. In the last hour before a consultation closes, most requests are
// of this kind.
func isSinglePost(r *http.Request) bool {
	return isSendingAll(r) && r.PostForm.Get("version") == "0"
}

// isSendingAll reports whether r sends all answers in one request. If they were sent
// before, the receiver compares them.
func isSendingAll(r *http.Request) bool {
	return r.Method == http.MethodPost && r.PathValue("page") == allPages && r.PostForm.Get("action") == actionSend
}

// The actions of a form, apart from continuing.
const (
	actionSend  = "send"
	actionLater = "later"
	actionShow  = "show" // only show the page; nothing is saved
)

// loadCached fills in v for a request that isSinglePost. The consultation may be
// up to a second out of date: the receiver checks again, in its transaction,
// whether the consultation accepts responses and whether the answers were sent before.
func (h *Handlers) loadCached(ctx context.Context, v *visit) (err error) {
	v.consultation, v.form, err = h.intake.CachedForm(ctx, v.draft.Consultation, v.draft.Edition)
	if err != nil {
		return err
	}
	v.draft.FormVersion = v.form.Version()
	if !v.form.HasRelativeDays() {
		return nil
	}
	return h.DB.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		v.form = v.form.On(v.consultation.Closes.DayOf(now))
		return err
	})
}

// loadDraft fills in v from the saved draft, or for a new draft if there is none.
// ours reports whether the browser has both halves of the key.
func (h *Handlers) loadDraft(r *http.Request, tx *db.Tx, v *visit, address intake.Address, ours bool) (err error) {
	ctx, slug, sendsAll := r.Context(), v.draft.Consultation, isSendingAll(r)
	if v.consultation, err = consult.Get(ctx, tx, slug); err != nil {
		return err
	}
	if v.sentOn, err = intake.SentOn(ctx, tx, slug, address); err != nil {
		return err
	}
	ref, err := consult.FindForm(ctx, tx, slug, v.draft.Edition)
	if err != nil {
		return err
	}
	if v.sentOn != "" && !ours {
		return &alreadySent{on: v.sentOn}
	}
	if v.sentOn != "" && !sendsAll {
		return v.alreadySent()
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if err := v.consultation.Accepts(now, v.draft.Started); err != nil {
		return err
	}
	if !ours {
		return errOtherBrowser
	}
	v.draft.FormVersion = ref.Version
	switch saved, err := intake.GetDraft(ctx, tx, slug, v.draft.Key); {
	case err == nil:
		saved.Issued, v.draft = v.draft.Issued, saved // a draft keeps the version of the form in which it was started
	case !fault.Is(err, fault.NotFound):
		return err
	}
	return v.loadForm(ctx, tx, h.intake, now)
}

// loadForm sets the form of v for answers that are given now: dates with a limit such as “today” are
// compared with the day on which they are sent, also if the draft was begun earlier.
func (v *visit) loadForm(ctx context.Context, tx *db.Tx, forms *intake.Service, now time.Time) error {
	form, err := forms.Form(ctx, tx, v.draft.FormVersion)
	if err != nil {
		return err
	}
	v.form = form.On(v.consultation.Closes.DayOf(now))
	return nil
}

// startAgain answers a browser that does not have the other half of the key of r with
// a new response: with what it sent, if it sent a page of answers, and otherwise with
// the first page. It answers with the page itself, because a redirect would lead a
// browser that refuses cookies here again.
func (h *Handlers) startAgain(w http.ResponseWriter, r *http.Request, uploads []upload) error {
	v, err := h.newVisit(r)
	if err != nil {
		return err
	}
	h.KeepHalf(w, r, v.draft.Address.String(), string(v.draft.Code))
	v.Carried.Half = string(v.draft.Code)
	id := r.PathValue("page")
	if r.Method == http.MethodPost && id != "" && r.PostForm.Get("action") != actionShow {
		v.uploads, v.draft.From = uploads, site.ClientNetwork(r)
		refused, err := h.attach(r, v, r.PostForm)
		if err != nil {
			return err
		}
		v.draft.Answers = v.form.Turn(formPage(id), survey.Raw{}, survey.Raw(r.PostForm)).Raw
		v.notice = v.printer.Say("Your browser did not send the cookie that we need to find your earlier answers, so we have started a new " +
			"response. What you entered on this page is below. Check it and continue.")
		if !v.onPath(id) {
			id = allPages
		}
		return v.writeQuestions(w, r, http.StatusConflict, id, refused)
	}
	if id != allPages {
		id = v.form.Path(survey.Raw{})[0].ID
	}
	v.notice = v.printer.Say("This is a new response. If another person gave you this link, you cannot see or change their answers, "+
		"and they cannot see yours.") + " " + refusesCookies(v.printer)
	return v.writeQuestions(w, r, http.StatusOK, id, nil)
}

// refusesCookies tells a person whose browser refuses cookies what that means.
func refusesCookies(words *locale.Printer) string {
	return words.Say("If your browser refuses cookies, you can still respond. Use the buttons on the page, not your browser’s Back " +
		"button. To come back later, you will need the code that we show when you save.")
}

// newVisit returns the visit of a new response to the edition in the URL of r.
func (h *Handlers) newVisit(r *http.Request) (*visit, error) {
	slug, edition := r.PathValue("slug"), r.PathValue("edition")
	v := &visit{draft: &intake.Draft{Consultation: slug, Edition: edition, Answers: survey.Raw{}}}
	if err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		if v.consultation, err = consult.GetOpen(r.Context(), tx, slug); err != nil {
			return err
		}
		now, err := tx.Now(r.Context())
		if err != nil {
			return err
		}
		v.draft.Issued = h.intake.Keys.Issue(slug, now)
		ref, err := consult.FindForm(r.Context(), tx, slug, edition)
		if err != nil {
			return err
		}
		v.draft.FormVersion = ref.Version
		return v.loadForm(r.Context(), tx, h.intake, now)
	}); err != nil {
		return nil, err
	}
	v.setLanguage(h, r)
	return v, nil
}

// goTo answers a form with the page id of v: with a redirect to it, or with the page
// itself if the browser refuses cookies.
func (h *Handlers) goTo(w http.ResponseWriter, r *http.Request, v *visit, id string) error {
	if v.Carried.Half == "" {
		return site.Redirect(w, r, v.link(id))
	}
	if v.notice == "" {
		v.notice = refusesCookies(v.printer)
	}
	switch id {
	case "check":
		return v.writeCheck(w, r)
	case "later":
		return laterPage.Write(w, r, http.StatusOK, h.newLaterView(v, r))
	default:
		return v.writeQuestions(w, r, http.StatusOK, id, nil)
	}
}

// link returns the URL path of a page of this visit.
func (v *visit) link(page string) string {
	return link(v.draft.Consultation, v.draft.Edition, v.draft.Address.String(), page)
}

// link returns the URL path of a page of the form. All addresses of the form are made
// here. They contain one half of the key, so these pages are excluded from caches,
// search engines and Referer headers (see privatePage).
func link(slug, edition, address, page string) string {
	return consultationURL(slug, "answers", edition, address, page)
}

// consultationURL returns the URL path of a page of a consultation.
func consultationURL(slug string, parts ...string) string {
	path := "/consultations/" + url.PathEscape(slug)
	for _, part := range parts {
		path += "/" + url.PathEscape(part)
	}
	return path
}

// onPath reports whether page id of the form is shown, given the answers of v.
func (v *visit) onPath(id string) bool {
	return slices.ContainsFunc(v.form.Path(v.draft.Answers), func(p *survey.Page) bool { return p.ID == id })
}
