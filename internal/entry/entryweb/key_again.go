package entryweb

import (
	"net/http"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

func (h *Handlers) correctionForm(w http.ResponseWriter, r *http.Request) error {
	number, err := formNumber(r)
	if err != nil {
		return err
	}
	progress, keyed, err := h.service.KeyedAnswers(r.Context(), site.Actor(r), r.PathValue("slug"), r.PathValue("batch"), number)
	if err != nil {
		return err
	}
	view := h.newKeyView(r, progress, number, keyed, nil)
	view.correcting()
	return keyPage.Write(w, r, http.StatusOK, view)
}

func formNumber(r *http.Request) (int64, error) {
	number, err := strconv.ParseInt(r.PathValue("number"), 10, 64)
	if err != nil {
		return 0, fault.New(fault.NotFound, "That form is not in this batch. Choose one from the list of forms.")
	}
	return number, nil
}

func (h *Handlers) saveCorrection(w http.ResponseWriter, r *http.Request) error {
	return h.saveAgain(
		w,
		r,
		"",
		(*keyView).correcting,
		func(progress *entry.BatchProgress, number int64, parsed entry.ParsedForm) error {
			return h.service.CorrectForm(
				r.Context(),
				site.Actor(r),
				progress.Consultation,
				progress.ID,
				number,
				r.PostForm.Get("token"),
				parsed,
			)
		},
	)
}

// saveAgain handles a form that was entered before: a correction or a second
// entry. next is the page below the batch that shows the next such form; without
// one, the page of the batch follows. prepare adjusts the view if it is shown again.
func (h *Handlers) saveAgain(
	w http.ResponseWriter,
	r *http.Request,
	next string,
	prepare func(*keyView),
	keep func(*entry.BatchProgress, int64, entry.ParsedForm) error,
) error {
	progress, err := h.batchProgress(r)
	if err != nil {
		return err
	}
	number, err := strconv.ParseInt(r.PostForm.Get("number"), 10, 64)
	if r.PathValue("number") != "" {
		number, err = formNumber(r)
	}
	if err != nil {
		return fault.New(fault.NotFound, "That form is not in this batch. Choose one from the list of forms.")
	}
	keyed := keyedValues(r, progress.Paper)
	parsed, problems := parse(r, progress.Paper, keyed)
	if len(problems) == 0 {
		if err = keep(progress, number, parsed); err == nil {
			to := staffURL(progress.Consultation, "data-entry", progress.ID)
			if next != "" && r.PostForm.Get("then") != thenStop {
				to += "/" + next + "?saved=" + strconv.FormatInt(number, 10)
			}
			return site.Redirect(w, r, to)
		}
		if !isFormError(err) {
			return err
		}
	}
	view := h.newKeyView(r, progress, number, keyed, problems)
	view.Notice = page.ErrorMessage(r, err)
	prepare(&view)
	return keyPage.Write(w, r, http.StatusUnprocessableEntity, view)
}

func (h *Handlers) secondForm(w http.ResponseWriter, r *http.Request) error {
	progress, number, err := h.service.NextSecondKeying(r.Context(), site.Actor(r), r.PathValue("slug"), r.PathValue("batch"))
	if err != nil {
		return err
	}
	if number == 0 {
		return site.Redirect(w, r, staffURL(progress.Consultation, "data-entry", progress.ID))
	}
	view := h.newKeyView(r, progress, number, nil, nil)
	view.secondKeying()
	if saved := parseNumbers(r.URL.Query().Get("saved")); saved != "" {
		view.Notice = page.Printer(r).Say("Form %s saved.", saved)
	}
	return keyPage.Write(w, r, http.StatusOK, view)
}

// correcting turns v into the view for a correction.
func (v *keyView) correcting() { v.Correct, v.Another = true, false }

// secondKeying turns v into the view for a second entry, which leaves out the
// equality monitoring questions.
func (v *keyView) secondKeying() {
	v.Second, v.Another = true, true // which forms are selected is not shown, and so not whether this is the last
	var lines []keyLine
	for _, line := range v.Lines {
		if !line.Monitoring {
			lines = append(lines, line)
		}
	}
	wrong := len(v.Form.Problems()) > 0
	v.Lines = lines
	v.finishForm(!wrong)
}

func (h *Handlers) keySecondForm(w http.ResponseWriter, r *http.Request) error {
	return h.saveAgain(
		w,
		r,
		"second",
		(*keyView).secondKeying,
		func(progress *entry.BatchProgress, number int64, parsed entry.ParsedForm) error {
			return h.service.KeyFormAgain(r.Context(), site.Actor(r), progress.Consultation, progress.ID, number, parsed)
		},
	)
}
