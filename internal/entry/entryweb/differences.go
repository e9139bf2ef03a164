package entryweb

import (
	"net/http"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// differencesView is the data of the page on which a clerk resolves the
// differences of a form. It does not show who made which entry.
type differencesView struct {
	page.StaffView
	Reference, Back string
	Number          int64
	Token           string
	LeaveOut        string // questions whose answers the page says are left out
	Form            form.Form
	Questions       []differenceQuestion
	Reason          *form.Field
}

type differenceQuestion struct {
	Resolution, Instead *form.Field
}

var differencesPage = page.New(files, "templates/differences.html", differencesExamples[0], differencesExamples[1:]...)

func (h *Handlers) differences(w http.ResponseWriter, r *http.Request) error {
	return h.showDifferences(w, r, http.StatusOK, nil, nil)
}

func (h *Handlers) showDifferences(
	w http.ResponseWriter,
	r *http.Request,
	status int,
	problems []entry.Problem,
	failed error,
) error {
	number, err := formNumber(r)
	if err != nil {
		return err
	}
	progress, all, err := h.service.Differences(r.Context(), site.Actor(r), r.PathValue("slug"), r.PathValue("batch"), number)
	if err != nil {
		return err
	}
	say := page.Printer(r).Say
	view := differencesView{
		Reference: progress.Reference,
		Back:      staffURL(progress.Consultation, "data-entry", progress.ID, "differences"),
		Number:    number,
		Token:     r.PostForm.Get("token"),
	}
	if view.Token == "" {
		view.Token = db.NewID()
	}
	var leaveOut, elsewhere []string
	for i, p := range problems {
		if !p.LeftOut {
			continue
		}
		problems[i].Say = say(
			"Earlier answers skip question %d, so this answer will not be saved. Check the earlier answers. To leave this one out, save again.",
			progress.Paper.NumberOf(p.Question))
		leaveOut = append(leaveOut, p.Question)
		if !slices.ContainsFunc(all, func(d entry.Difference) bool { return d.ID == p.Question }) {
			elsewhere = append(elsewhere, problems[i].Say)
		}
	}
	view.LeaveOut = strings.Join(leaveOut, " ")
	for _, diff := range all {
		entered := func(text string) string {
			if text == "" {
				return enteredText(page.Printer(r), text)
			}
			return say("Entered: %s", text)
		}
		chosen := r.PostForm.Get("r-" + diff.ID)
		resolution := &form.Field{
			Kind:      form.Radios,
			ID:        "r-" + diff.ID,
			Name:      "r-" + diff.ID,
			Label:     say("%d. %s", diff.Position, diff.Text),
			Hint:      say("Check the paper form. What does it say?"),
			LabelSize: "s",
			Options: []form.Option{
				{
					Value:   string(entry.FirstCorrect),
					Label:   say("The first entry"),
					Hint:    entered(diff.First),
					Checked: chosen == string(entry.FirstCorrect),
				},
				{
					Value:   string(entry.SecondCorrect),
					Label:   say("The second entry"),
					Hint:    entered(diff.Second),
					Checked: chosen == string(entry.SecondCorrect),
				},
				{
					Value:   string(entry.NeitherCorrect),
					Label:   say("Something else"),
					Checked: chosen == string(entry.NeitherCorrect),
				}},
		}
		for _, p := range problems {
			if p.Question == diff.ID {
				resolution.Error = p.Say
			}
		}
		instead := textField(
			"t-"+diff.ID,
			say("If it is something else, enter it here"),
			say("The codes are %s. Type ? if the answer cannot be read, and ! before an answer that the form does not allow.", diff.CodeList()),
			r.PostForm.Get("t-"+diff.ID),
		)
		if len(diff.CodedOptions) == 0 {
			instead.Hint = say("Type ? if the answer cannot be read, and ! before an answer that the form does not allow.")
		}
		view.Questions = append(view.Questions, differenceQuestion{resolution, instead})
		view.Form = append(view.Form, resolution, instead)
	}
	view.Reason = reasonField(r)
	if view.Reason.Error = page.ErrorMessage(r, failed); failed == nil {
		view.Reason.Error = strings.Join(elsewhere, " ")
	}
	view.Form = append(view.Form, view.Reason)
	return differencesPage.Write(w, r, status, view)
}

func (h *Handlers) resolveDifferences(w http.ResponseWriter, r *http.Request) error {
	number, err := formNumber(r)
	if err != nil {
		return err
	}
	progress, err := h.batchProgress(r)
	if err != nil {
		return err
	}
	decisions := map[string]entry.Adjudication{}
	for _, section := range progress.Paper.Sections {
		for _, q := range section.Questions {
			if chosen := r.PostForm.Get("r-" + q.ID); chosen != "" {
				decisions[q.ID] = entry.Adjudication{Resolution: entry.Resolution(chosen), Value: r.PostForm.Get("t-" + q.ID)}
			}
		}
	}
	problems, err := h.service.ResolveDifferences(
		r.Context(),
		site.Actor(r),
		progress.Consultation,
		progress.ID,
		number,
		r.PostForm.Get("token"),
		decisions,
		r.PostForm.Get("reason"),
		strings.Fields(r.PostForm.Get(leaveOutName))...,
	)
	if len(problems) > 0 || err != nil && isFormError(err) {
		return h.showDifferences(w, r, http.StatusUnprocessableEntity, problems, err)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, staffURL(progress.Consultation, "data-entry", progress.ID, "differences"))
}
