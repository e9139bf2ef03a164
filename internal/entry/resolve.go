package entry

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
)

// Adjudication is the decision about one difference, made from the paper form.
type Adjudication struct {
	Resolution Resolution
	Value      string // the correct value, if neither entry was correct
}

// ResolveDifferences decides every difference of a form, with a reason. If the
// first entry was wrong anywhere, a corrected response replaces it and the
// first is excluded as a data entry error. If problems are returned, nothing
// was saved. leaveOut are the questions whose answers are left out, because what
// was decided about earlier ones skips them; each has to be named.
func (s *Service) ResolveDifferences(
	ctx context.Context,
	by actor.Actor,
	slug, id string,
	number int64,
	token string,
	decisions map[string]Adjudication,
	reason string,
	leaveOut ...string,
) (problems []Problem, err error) {
	defer fault.Wrap(&err, "resolve differences")
	r := resolver{Service: s, by: by, slug: slug, id: id, reason: reason, leaveOut: leaveOut}
	var form *resolvedForm
	if err := r.prepare(ctx, func(tx *db.Tx, progress *BatchProgress) error {
		form, problems, err = r.prepareForm(ctx, tx, progress, number, decisions)
		if err != nil || len(problems) > 0 {
			return err
		}
		for _, f := range form.open {
			problems = append(problems, Problem{
				Question: f.Question, Say: fmt.Sprintf("Question %d: select which entry is correct.", f.Position),
			})
		}
		return nil
	}); err != nil || len(problems) > 0 {
		return problems, err
	}
	form.token = token
	return nil, r.save(ctx, []*resolvedForm{form}, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, by, "resolve-differences", "response", form.first.Response, r.reason)
	})
}

// DifferenceRef names a difference: a question of a form.
type DifferenceRef struct {
	Form     int64
	Question string // its id
}

// FormProblem is why a decision about a form cannot be saved.
type FormProblem struct {
	Form int64
	Err  error
}

// MaxResolved is the largest number of differences in one decision.
const MaxResolved = 2 * DifferencesPerPage

// ResolveMany makes the same decision about the selected differences of a batch,
// FirstCorrect or SecondCorrect, with one audit entry that names their number. A corrected
// response replaces the first entry of a form when its last difference is resolved. If
// problems are returned, nothing was saved.
func (s *Service) ResolveMany(
	ctx context.Context,
	by actor.Actor,
	slug, id, token string,
	correct Resolution,
	selected []DifferenceRef,
	reason string,
) (problems []FormProblem, err error) {
	defer fault.Wrap(&err, "resolve many differences")
	switch {
	case correct != FirstCorrect && correct != SecondCorrect:
		return nil, fault.New(fault.Invalid, "Select which entry is correct.")
	case len(selected) == 0:
		return nil, fault.New(fault.Invalid, "Select the differences that you have decided about.")
	case len(selected) > MaxResolved:
		return nil, fault.Newf(fault.Invalid, "Select no more than %d at a time.", MaxResolved)
	}
	var numbers []int64
	decisions := map[int64]map[string]Adjudication{}
	for _, d := range selected {
		if decisions[d.Form] == nil {
			decisions[d.Form] = map[string]Adjudication{}
			numbers = append(numbers, d.Form)
		}
		decisions[d.Form][d.Question] = Adjudication{Resolution: correct}
	}
	slices.Sort(numbers)
	r := resolver{Service: s, by: by, slug: slug, id: id, reason: reason}
	var forms []*resolvedForm
	if err := r.prepare(ctx, func(tx *db.Tx, progress *BatchProgress) error {
		forms, problems = nil, nil
		for _, number := range numbers {
			if again, err := r.isSaved(ctx, tx, number, decisions[number]); err != nil || again {
				if err != nil {
					return err
				}
				continue // the page was submitted twice
			}
			form, found, err := r.prepareForm(ctx, tx, progress, number, decisions[number])
			switch {
			case fault.Is(err, fault.Conflict) || fault.Is(err, fault.NotFound):
				problems = append(problems, FormProblem{number, err})
			case err != nil:
				return err
			case len(found) > 0:
				problems = append(problems, FormProblem{number, fault.New(fault.Invalid, found[0].Say)})
			default:
				form.token = fmt.Sprintf("%s\x00%d", token, number)
				forms = append(forms, form)
			}
		}
		return nil
	}); err != nil || len(problems) > 0 || len(forms) == 0 {
		return problems, err
	}
	count := 0
	for _, form := range forms {
		count += len(form.decisions)
	}
	return nil, r.save(ctx, forms, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, by, "resolve-differences", "batch", id,
			fmt.Sprintf("Correct entry: %s. Differences: %d. Forms: %d. %s", correct, count, len(forms), r.reason))
	})
}

// resolver resolves differences of a batch: prepare reads and checks, save writes.
type resolver struct {
	*Service
	by       actor.Actor
	slug, id string // of the batch
	reason   string
	leaveOut []string // questions whose answers are left out
}

// resolvedForm is the decisions about differences of a form.
type resolvedForm struct {
	first     KeyedForm
	token     string
	decisions []FieldComparison
	open      []FieldComparison // the differences that are left
	corrected *ParsedForm       // replaces the first entry when no difference is left; nil if it is correct
}

// prepare calls read with the batch.
func (r *resolver) prepare(ctx context.Context, read func(*db.Tx, *BatchProgress) error) error {
	if err := requireEnter(r.by); err != nil {
		return err
	}
	if r.reason = strings.TrimSpace(r.reason); r.reason == "" {
		return fault.New(fault.Invalid, "Enter how you decided, such as “the second tick is crossed out”.")
	}
	return r.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := r.batchInState(ctx, tx, r.by, r.slug, r.id, BatchChecking); err != nil {
			return err
		}
		progress, err := r.batchProgress(ctx, tx, r.by, r.slug, r.id)
		if err != nil {
			return err
		}
		return read(tx, progress)
	})
}

// isSaved reports whether r.by has made all of decisions about a form before, with the same
// reason.
func (r *resolver) isSaved(ctx context.Context, tx *db.Tx, number int64, decisions map[string]Adjudication) (bool, error) {
	fields, err := formDifferences(ctx, tx, r.id, number)
	saved := 0
	for _, f := range fields {
		if d, ok := decisions[f.Question]; ok && f.Resolution == d.Resolution && f.ResolvedBy == r.by.ID && f.Reason == r.reason {
			saved++
		}
	}
	return saved == len(decisions), err
}

// prepareForm checks decisions about differences of a form, by question. If problems are
// returned, form is nil.
func (r *resolver) prepareForm(
	ctx context.Context, tx *db.Tx, progress *BatchProgress, number int64, decisions map[string]Adjudication,
) (form *resolvedForm, problems []Problem, err error) {
	entries, err := readEntries(ctx, tx, progress, number)
	if err != nil {
		return nil, nil, err
	}
	fields, err := formDifferences(ctx, tx, r.id, number)
	if err != nil {
		return nil, nil, err
	}
	form = &resolvedForm{first: entries.first}
	wrong, decided := false, 0
	for _, f := range fields {
		d, ok := decisions[f.Question]
		if ok {
			decided++
		}
		switch {
		case ok && f.Resolution != "":
			return nil, nil, errAlreadyResolved
		case f.Resolution != "": // decided before, without the others
			d.Resolution = f.Resolution
		case ok && slices.Contains([]Resolution{FirstCorrect, SecondCorrect, NeitherCorrect}, d.Resolution):
			f.Resolution, f.Reason, f.ResolvedBy = d.Resolution, r.reason, r.by.ID
			form.decisions = append(form.decisions, f)
		default:
			form.open = append(form.open, f)
			continue
		}
		switch d.Resolution {
		case SecondCorrect:
			entries.firstValues[f.Question], wrong = entries.secondValues[f.Question], true
		case NeitherCorrect:
			entries.firstValues[f.Question], wrong = d.Value, true
		}
	}
	if decided < len(decisions) {
		return nil, nil, errAlreadyResolved
	}
	if !wrong || len(form.open) > 0 {
		return form, nil, nil
	}
	parsed, problems := progress.Paper.Parse(entries.firstValues)
	for _, id := range parsed.NotAsked {
		if !slices.Contains(r.leaveOut, id) {
			problems = append(problems, Problem{Question: id, LeftOut: true, Say: fmt.Sprintf(
				"Earlier answers skip question %d, so its answer would be left out. Decide about this form by itself.",
				progress.Paper.NumberOf(id))})
		}
	}
	if len(problems) > 0 {
		return nil, problems, nil
	}
	form.corrected = &parsed
	return form, nil, nil
}

// save saves the decisions about forms and calls log in the same transaction. It is
// fault.Conflict if another person has decided about one of the forms since.
func (r *resolver) save(ctx context.Context, forms []*resolvedForm, log func(*db.Tx) error) error {
	_, err := r.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		b, err := r.batchInState(ctx, tx, r.by, r.slug, r.id, BatchChecking)
		if err != nil {
			return err
		}
		for _, form := range forms {
			if err := r.saveForm(ctx, tx, leaves, b, form); err != nil {
				return err
			}
		}
		return log(tx)
	})
	return err
}

func (r *resolver) saveForm(ctx context.Context, tx *db.Tx, leaves *record.Writer, b *Batch, form *resolvedForm) error {
	for _, f := range form.decisions {
		if err := saveResolution(ctx, tx, b.ID, f); err != nil {
			return err
		}
	}
	open, err := hasOpenDifferences(ctx, tx, b.ID, form.first.Number)
	if err != nil {
		return err
	}
	if open != (len(form.open) > 0) {
		return errAlreadyResolved
	}
	if open {
		return nil // the second entry is needed until the last difference is resolved
	}
	if form.corrected != nil {
		if err := r.replaceResponse(ctx, tx, leaves, r.by, b, form.first.Number, form.token, *form.corrected); err != nil {
			return err
		}
	}
	return deleteSecondAnswers(ctx, tx, b.ID, form.first.Number)
}
