// Package intakeweb serves the pages on which residents respond to a consultation:
// the questionnaire, "Check your answers", the receipt and withdrawal.
package intakeweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

//go:embed templates/*.html
var files embed.FS

// Handlers are the HTTP handlers for respondents.
type Handlers struct {
	*web.Deps
	intake  *intake.Service
	deleter *retention.Deleter
}

// New returns the feature with the routes and pages of the questionnaire.
func New(deps *web.Deps, service *intake.Service, deleter *retention.Deleter) feature.Feature {
	h := &Handlers{deps, service, deleter}
	f := feature.Feature{Name: "intake", AuditLabels: auditLabels, Unlinkable: intake.UnlinkableTables}
	const answers = "/consultations/{slug}/answers/{edition}/{key}/"
	for _, r := range []struct {
		method, pattern string
		handler         site.Handler
	}{
		{"GET", "/consultations/{slug}/respond", h.showStart},
		{"GET", "/consultations/{slug}/respond/{edition}", h.startPaged},
		{"GET", "/consultations/{slug}/respond/{edition}/all", h.startAllPages},
		{"GET", answers + "{page}", h.showQuestions},
		{"POST", answers + "{page}", h.savePage},
		{"GET", answers + "check", h.showCheck},
		{"POST", answers + "check", h.send},
		{"GET", answers + "later", h.showLater},
		{"POST", answers + "later", h.emailDraftLink},
		{"POST", answers + "clear", h.deleteDraft},
		{"GET", answers + "receipt", h.showReceipt},
		{"POST", answers + "receipt", h.emailReceipt},
		{"GET", answers + "receipt.txt", h.downloadReceipt},
		{"GET", answers + "receipt.svg", h.receiptQR},
		{"GET", answers + "full-copy", h.showFullCopy},
		{"GET", answers + "full-copy.txt", h.downloadFullCopy},
		{"GET", "/consultations/{slug}/withdraw", h.showWithdraw},
		{"POST", "/consultations/{slug}/withdraw", h.withdraw},
	} {
		f.AddRoutes(site.Route{Method: r.method, Pattern: r.pattern, Needs: actor.Public, Handler: r.handler})
	}
	f.AddExamples(startPage, questionsPage, checkPage, receiptPage, copyPage, laterPage, clearedPage, withdrawPage)
	f.Definitions = service.Definitions()
	f.Audit = []feature.Check{{Run: intake.AuditAll}}
	for _, kind := range intake.LeafKinds {
		f.Leaves = append(f.Leaves, feature.LeafKind{Kind: kind})
	}
	return f
}

// allPages is the name in the URL of the page with all questions. It cannot be
// the id of a page of a form, because those begin with a letter.
const allPages = "0"

// visit is what a request of a respondent is about.
type visit struct {
	consultation *consult.Consultation
	form         *survey.Form
	draft        *intake.Draft // with Version 0 if nothing has been saved yet
	printer      *locale.Printer
	titleLang    string // language of the consultation's title
}

// loadVisit loads the consultation, the form and the draft of a request. It
// returns an error if the consultation does not accept a response with this key.
func (h *Handlers) loadVisit(r *http.Request) (*visit, error) {
	key, err := intake.ParseKey(r.PathValue("key"))
	if err != nil {
		return nil, err
	}
	v := &visit{draft: &intake.Draft{Key: key, Consultation: r.PathValue("slug"), Edition: r.PathValue("edition"), Answers: survey.Raw{}}}
	if isSinglePost(r) {
		err = h.loadCached(r.Context(), v)
	} else {
		err = h.DB.View(r.Context(), func(tx *db.Tx) error { return h.loadDraft(r, tx, v) })
	}
	if err == nil {
		v.printer, v.titleLang = page.PrinterForEdition(r, v.form.Lang), h.PagePrinter(r).LangOrCouncil(v.consultation.Language)
	}
	return v, err
}

// isSinglePost reports whether r sends all answers in one request and has no
// saved draft. In the last hour before a consultation closes, most requests are
// of this kind.
func isSinglePost(r *http.Request) bool {
	return r.Method == http.MethodPost && r.PathValue("page") == allPages && r.PostForm.Get("action") == "send" &&
		r.PostForm.Get("version") == "0"
}

// loadCached fills in v for a request that isSinglePost. The consultation may be
// up to a second out of date: the receiver checks again, in its transaction,
// whether the consultation accepts responses.
func (h *Handlers) loadCached(ctx context.Context, v *visit) (err error) {
	v.consultation, v.form, err = h.intake.CachedForm(ctx, v.draft.Consultation, v.draft.Edition)
	if err == nil {
		v.draft.FormVersion = v.form.Version()
	}
	return err
}

// loadDraft fills in v from the saved draft, or for a new draft if there is none.
func (h *Handlers) loadDraft(r *http.Request, tx *db.Tx, v *visit) (err error) {
	ctx, slug := r.Context(), v.draft.Consultation
	if v.consultation, err = h.openConsultation(ctx, tx, slug, v.draft.Key); err != nil {
		return err
	}
	switch saved, err := intake.GetDraft(ctx, tx, slug, v.draft.Key); {
	case err == nil:
		v.draft = saved // a draft keeps the version of the form in which it was started
	case !fault.Is(err, fault.NotFound):
		return err
	default:
		ref, err := consult.FindForm(ctx, tx, slug, v.draft.Edition)
		if err != nil {
			return err
		}
		v.draft.FormVersion = ref.Version
	}
	v.form, err = h.intake.Form(ctx, tx, v.draft.FormVersion)
	return err
}

// openConsultation returns the consultation if it accepts a response with key now,
// and an error if not.
func (h *Handlers) openConsultation(ctx context.Context, tx *db.Tx, slug string, key intake.Key) (*consult.Consultation, error) {
	c, err := consult.Get(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	return c, c.Accepts(now, h.intake.Keys.StartedAt(key, slug))
}

// link returns the URL path of a page of this visit. It contains the key, so
// these pages are excluded from caches, search engines and Referer headers (see
// privatePage).
func (v *visit) link(page string) string {
	return link(v.draft.Consultation, v.draft.Edition, v.draft.Key, page)
}

func link(slug, edition string, key intake.Key, page string) string {
	return "/consultations/" + slug + "/answers/" + edition + "/" + key.String() + "/" + page
}
