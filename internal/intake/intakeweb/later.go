package intakeweb

import (
	"errors"
	"net/http"
	"slices"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// laterView is the data of the page that says how to come back to a draft.
type laterView struct {
	privatePage
	web.Carried
	Title         string
	Code          string // with which the draft can be continued on any device
	Link          string // full URL of the page that asks for the code
	Done          string // how much has been answered
	Resume, Clear string // URL paths
	Closes        string
	Deleted       string // the day on which the draft is deleted; "" if not known
	TitleLang     string // language of Title
	Email         *emailForm
}

var laterPage = page.New(files, "templates/later.html", laterExamples[0], laterExamples[1:]...)

func (h *Handlers) showLater(w http.ResponseWriter, r *http.Request, v *visit) error {
	return laterPage.Write(w, r, http.StatusOK, h.newLaterView(v, r))
}

func (h *Handlers) newLaterView(v *visit, r *http.Request) laterView {
	return laterView{
		privatePage: v.frameOnly(),
		Carried:     v.Carried,
		Title:       v.consultation.Title,
		Code:        v.draft.Code.String(),
		Link:        h.SiteURL(r) + consultationURL(v.draft.Consultation, "continue"),
		Done:        v.done(),
		Resume:      v.link(v.firstIncomplete()),
		Clear:       v.link("clear"),
		Closes:      v.consultation.Closes.In(v.printer),
		Deleted:     h.DraftsDeletedOn(r.Context(), v.printer, v.consultation.Slug),
		TitleLang:   v.titleLang,
		Email:       h.newEmailForm(v.printer, r, v.link("later"), h.canRemind(v.consultation)),
	}
}

// done says how much of the form has been answered.
func (v *visit) done() string {
	path := v.form.Path(v.draft.Answers)
	at := slices.IndexFunc(path, func(p *survey.Page) bool { return p.ID == v.firstIncomplete() })
	if at < 0 {
		at = len(path)
	}
	return v.printer.Count(int64(at), "You have completed %d part of %d.", "You have completed %d parts of %d.", len(path))
}

// clearedView is the data of the page after a draft has been deleted.
type clearedView struct {
	privatePage
	Consultation string // URL path
}

var clearedPage = page.New(files, "templates/cleared.html", clearedView{privatePage{Lang: "en"}, "/consultations/getting-about"})

func (h *Handlers) deleteDraft(w http.ResponseWriter, r *http.Request, v *visit) error {
	slug := v.draft.Consultation
	if err := h.deleter.DeleteDraft(r.Context(), slug, v.draft.Key); err != nil {
		return err
	}
	h.ForgetHalf(w, v.draft.Address.String())
	w.Header().Set("Clear-Site-Data", `"cache"`)
	return clearedPage.Write(w, r, http.StatusOK, clearedView{v.frameOnly(), consultationURL(slug)})
}

// continueView is the data of the page that asks for the code of a draft.
type continueView struct {
	privatePage
	Title, Consultation string // Consultation is a URL path
	TitleLang           string // language of Title
	Form                form.Form
}

var continuePage = page.New(files, "templates/continue.html", continueExamples[0], continueExamples[1:]...)

func continueForm(words *locale.Printer, typed, message string) form.Form {
	return form.Form{{
		Kind:      form.Text,
		ID:        "code",
		Name:      "code",
		Label:     words.Say("Code"),
		LabelSize: "m",
		Value:     typed,
		Error:     message,
		Hint:      words.Say("16 letters in four groups. It was on the page when you saved your answers, and in the email if you asked for one."),
	}}
}

func (h *Handlers) showContinue(w http.ResponseWriter, r *http.Request) error {
	return h.writeContinue(w, r, http.StatusOK, "", nil)
}

func (h *Handlers) writeContinue(w http.ResponseWriter, r *http.Request, status int, typed string, failed error) error {
	slug := r.PathValue("slug")
	view := continueView{Consultation: consultationURL(slug), Form: continueForm(page.Printer(r), typed, page.ErrorMessage(r, failed))}
	if err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		c, err := consult.GetOpen(r.Context(), tx, slug)
		if err == nil {
			view.Title, view.TitleLang = c.Title, h.PagePrinter(r).LangOrCouncil(c.Language)
		}
		return err
	}); err != nil {
		return err
	}
	return continuePage.Write(w, r, status, view)
}

// continueDraft opens the draft of a code that a person typed, at the first page that
// they have not seen. It answers with the page itself and not with a redirect, so that
// it works without cookies too.
func (h *Handlers) continueDraft(w http.ResponseWriter, r *http.Request) error {
	typed := r.PostFormValue("code")
	v, err := h.findDraft(r, typed)
	if sent, ok := errors.AsType[*alreadySent](err); ok {
		return h.writeSent(w, r, sent)
	}
	if fault.Is(err, fault.Invalid) {
		return h.writeContinue(w, r, http.StatusUnprocessableEntity, typed, err)
	}
	if err != nil {
		return err
	}
	h.KeepHalf(w, r, v.draft.Address.String(), string(v.draft.Code))
	v.Carried.Half, v.notice = string(v.draft.Code), v.done()
	return h.goTo(w, r, v, v.firstIncomplete())
}

// findDraft returns the visit for the draft of a code.
func (h *Handlers) findDraft(r *http.Request, typed string) (*visit, error) {
	code, err := intake.ParseCode(typed)
	if err != nil {
		return nil, err
	}
	slug := r.PathValue("slug")
	key := h.intake.Keys.Key(slug, code)
	v := &visit{}
	if err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		if v.draft, err = intake.GetDraft(r.Context(), tx, slug, key); err != nil {
			return err
		}
		v.draft.Issued = h.intake.Keys.IssueFor(slug, code, v.draft.Started)
		if v.consultation, err = consult.Get(r.Context(), tx, slug); err != nil {
			return err
		}
		now, err := tx.Now(r.Context())
		if err != nil {
			return err
		}
		if err := v.consultation.Accepts(now, v.draft.Started); err != nil {
			return err
		}
		v.form, err = h.intake.Form(r.Context(), tx, v.draft.FormVersion)
		return err
	}); fault.Is(err, fault.NotFound) {
		if sent, err := h.intake.FindResponse(r.Context(), slug, key); err == nil {
			return nil, &alreadySent{on: sent.ReceivedOn}
		}
		return nil, fault.New(fault.Invalid, "We have no saved answers with that code. They may have been sent or deleted.")
	} else if err != nil {
		return nil, err
	}
	v.setLanguage(h, r)
	return v, nil
}
