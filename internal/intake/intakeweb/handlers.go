// Package intakeweb is where the public answers a consultation: pages of
// questions, check your answers, the receipt, and taking a response back.
package intakeweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

//go:embed templates/*.html
var files embed.FS

// Handlers answers the requests of a person who responds.
type Handlers struct {
	*web.Deps
	intake *intake.Service
}

// New puts the feature in its place.
func New(h *web.Deps, service *intake.Service) *Handlers {
	d := &Handlers{h, service}
	const one = "/consultations/{slug}/answers/{edition}/{key}/"
	for _, r := range []struct {
		method, pattern string
		handler         site.Handler
	}{
		{"GET", "/consultations/{slug}/respond", d.showStart},
		{"GET", "/consultations/{slug}/respond/{edition}", d.startPaged},
		{"GET", "/consultations/{slug}/respond/{edition}/all", d.startAllPages},
		{"GET", one + "{page}", d.showQuestions},
		{"POST", one + "{page}", d.savePage},
		{"GET", one + "check", d.showCheck},
		{"POST", one + "check", d.send},
		{"GET", one + "later", d.showLater},
		{"POST", one + "later", d.emailDraftLink},
		{"POST", one + "clear", d.deleteDraft},
		{"GET", one + "receipt", d.showReceipt},
		{"POST", one + "receipt", d.emailReceipt},
		{"GET", one + "receipt.txt", d.downloadReceipt},
		{"GET", one + "receipt.svg", d.receiptQR},
		{"GET", one + "full-copy", d.showFullCopy},
		{"GET", one + "full-copy.txt", d.downloadFullCopy},
		{"GET", "/consultations/{slug}/withdraw", d.showWithdraw},
		{"POST", "/consultations/{slug}/withdraw", d.withdraw},
	} {
		h.Site.Add(site.Route{Method: r.method, Pattern: r.pattern, Needs: actor.Public, Handler: r.handler})
	}
	h.Site.AddToGallery(startPage, questionsPage, checkPage, receiptPage, copyPage, laterPage, clearedPage, withdrawPage)
	return d
}

// allPages is the name of the page that shows every question at once. It cannot
// be the id of a page of a form, which begins with a letter.
const allPages = "0"

// visit is one request of a person who responds: to what, with which form, and
// what they have typed so far.
type visit struct {
	consultation *consult.Consultation
	form         *survey.Form
	draft        *intake.Draft // Version 0: nothing saved yet
	printer      *locale.Printer
	titleLang    string // the language of what stands around the form
}

// loadVisit finds the consultation, the form and the draft of a request. It
// refuses a consultation that takes no response with this key.
func (d *Handlers) loadVisit(r *http.Request) (*visit, error) {
	key, err := intake.ParseKey(r.PathValue("key"))
	if err != nil {
		return nil, err
	}
	v := &visit{draft: &intake.Draft{Key: key, Consultation: r.PathValue("slug"), Edition: r.PathValue("edition"), Answers: survey.Raw{}}}
	if isSingleStep(r) {
		err = d.loadCached(r.Context(), v)
	} else {
		err = d.DB.View(r.Context(), func(tx *db.Tx) error { return d.loadDraft(r, tx, v) })
	}
	if err == nil {
		v.printer, v.titleLang = page.PrinterForEdition(r, v.form.Lang), d.PagePrinter(r).LangOrCouncil(v.consultation.Language)
	}
	return v, err
}

// isSingleStep reports whether r sends everything in one go, with no draft saved
// before: what the last hour before a close is made of.
func isSingleStep(r *http.Request) bool {
	return r.Method == http.MethodPost && r.PathValue("page") == allPages && r.PostForm.Get("action") == "send" &&
		r.PostForm.Get("version") == "0"
}

// loadCached is resume for a response that comes whole: what there is to know of the
// consultation may be a second old, because the receiver asks again, in the
// transaction, whether it takes responses.
func (d *Handlers) loadCached(ctx context.Context, v *visit) (err error) {
	v.consultation, v.form, err = d.intake.CachedForm(ctx, v.draft.Consultation, v.draft.Edition)
	if err == nil {
		v.draft.FormVersion = v.form.Version()
	}
	return err
}

func (d *Handlers) loadDraft(r *http.Request, tx *db.Tx, v *visit) (err error) {
	ctx, slug := r.Context(), v.draft.Consultation
	if v.consultation, err = d.openConsultation(ctx, tx, slug, v.draft.Key); err != nil {
		return err
	}
	switch saved, err := intake.GetDraft(ctx, tx, slug, v.draft.Key); {
	case err == nil:
		v.draft = saved // a form that was begun is finished in the version in which it was begun
	case !fault.Is(err, fault.NotFound):
		return err
	default:
		if v.draft.FormVersion, err = currentVersion(ctx, tx, slug, v.draft.Edition); err != nil {
			return err
		}
	}
	v.form, err = d.intake.Form(ctx, tx, v.draft.FormVersion)
	return err
}

// openConsultation returns the consultation if it takes a response with key now.
func (d *Handlers) openConsultation(ctx context.Context, tx *db.Tx, slug string, key intake.Key) (*consult.Consultation, error) {
	c, err := consult.Get(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	return c, c.Accepts(now, d.intake.Keys.StartedAt(key, slug))
}

// currentVersion returns the present version of an edition of the questionnaire.
func currentVersion(ctx context.Context, tx *db.Tx, slug, edition string) (string, error) {
	refs, err := consult.Forms(ctx, tx, slug)
	if err != nil {
		return "", err
	}
	for _, ref := range refs {
		if ref.Edition == edition {
			return ref.Version, nil
		}
	}
	return "", fault.New(fault.NotFound, "We cannot find that questionnaire. Check the consultation page for the versions available.")
}

// link is the address of a page of this visit. It holds the key, so every such
// page is kept out of caches, search engines and Referer headers.
func (v *visit) link(page string) string {
	return link(v.draft.Consultation, v.draft.Edition, v.draft.Key, page)
}

func link(slug, edition string, key intake.Key, page string) string {
	return "/consultations/" + slug + "/answers/" + edition + "/" + key.String() + "/" + page
}
