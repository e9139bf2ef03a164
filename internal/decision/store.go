package decision

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

func scan(r db.Row) (*Decision, error) {
	d := &Decision{}
	err := scanEdition(r, d, &d.Edition)
	for i := range d.Issues {
		d.Issues[i].Decision, d.Issues[i].Consultation, d.Issues[i].Language = d.Ref, d.Consultation, d.Language
	}
	return d, err
}

// scanEdition scans the body and the number of an edition.
func scanEdition(r db.Row, into any, edition *int64) error {
	var body string
	if err := r.Scan(&body, edition); err != nil {
		return err
	}
	return json.Unmarshal([]byte(body), into)
}

const selectDecision = `SELECT body, edition FROM decision_decision WHERE latest`

// Get returns the latest edition of the decision ref with its issues and feedback, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, ref string) (*Decision, error) {
	d, err := db.One(ctx, tx, scan, selectDecision+` AND ref = $1`, ref)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "We cannot find that decision. Check the list of decisions.")
	}
	if err != nil {
		return nil, err
	}
	d.Feedback, err = db.One(ctx, tx, scanFeedback, selectFeedback+` AND decision = $1 ORDER BY dated DESC`, ref)
	if fault.Is(err, fault.NotFound) {
		return d, nil
	}
	return d, err
}

// ForConsultation returns the decisions and reports about a consultation, oldest first.
func ForConsultation(ctx context.Context, tx *db.Tx, slug string) ([]*Decision, error) {
	return db.All(ctx, tx, scan, selectDecision+` AND consultation = $1 ORDER BY dated, ref`, slug)
}

// ForStrategy returns the decisions and reports about a strategy, oldest first.
func ForStrategy(ctx context.Context, tx *db.Tx, slug string) ([]*Decision, error) {
	return db.All(ctx, tx, scan, selectDecision+` AND strategy = $1 ORDER BY dated, ref`, slug)
}

// Subjects returns the subjects of the entries in the public record about the decision ref, the key issues of its
// consultation and its feedback. All editions of one have the same subject.
func Subjects(ctx context.Context, tx *db.Tx, ref string) (all []string, err error) {
	for _, of := range []struct{ subject, query string }{
		{"decision/", `SELECT ref FROM decision_decision WHERE latest AND ref = $1`},
		{"key-issues/", `
			SELECT l.consultation FROM decision_decision d JOIN decision_log l ON l.consultation = d.consultation
			WHERE d.latest AND l.latest AND d.kind = 'decision' AND d.ref = $1`},
		{"answer/", `SELECT consultation FROM decision_feedback WHERE latest AND decision = $1`},
	} {
		names, err := db.All(ctx, tx, db.Text, of.query, ref)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			all = append(all, of.subject+name)
		}
	}
	return all, nil
}

func scanFeedback(r db.Row) (*Feedback, error) {
	a := &Feedback{}
	return a, scanEdition(r, a, &a.Edition)
}

const selectFeedback = `SELECT body, edition FROM decision_feedback WHERE latest`

// GetFeedback returns the feedback on a consultation, or fault.NotFound.
func GetFeedback(ctx context.Context, tx *db.Tx, consultation string) (*Feedback, error) {
	return db.One(ctx, tx, scanFeedback, selectFeedback+` AND consultation = $1`, consultation)
}

func scanIssue(r db.Row) (i Issue, err error) {
	var body string
	if err := r.Scan(&body, &i.Decision, &i.Consultation); err != nil {
		return i, err
	}
	return i, json.Unmarshal([]byte(body), &i)
}

// IssuesForAction returns the key issues that led to an action: those that name the action, and those in named, which
// the action names.
func IssuesForAction(ctx context.Context, tx *db.Tx, action string, named []string) ([]Issue, error) {
	return issuesForActions(ctx, tx, []string{action}, named)
}

// issuesForActions returns the key issues that name one of actions, and those in named.
func issuesForActions(ctx context.Context, tx *db.Tx, actions, named []string) ([]Issue, error) {
	or := ``
	if len(named) > 0 {
		or = ` OR ref IN (` + db.Placeholders(len(actions)+1, len(named)) + `)`
	}
	return db.All(ctx, tx, scanIssue, `
		SELECT body, decision, consultation FROM decision_issue
		WHERE ref IN (SELECT issue FROM decision_issue_action WHERE action IN (`+db.Placeholders(1, len(actions))+`))`+or+`
		ORDER BY decision, consultation, position`, append(db.Args(actions), db.Args(named)...)...)
}

// save stores d as a new edition and adds an entry to the public record, unless it equals the latest edition. It
// reports whether it stored one. assessments are those that were received.
func (d *Decision) save(
	ctx context.Context, tx *db.Tx, w *record.Writer, assessments []AssessmentVersion,
) (changed bool, err error) {
	body := db.JSON(d)
	latest, edition, err := latestEdition(ctx, tx, `decision_decision`, `ref`, d.Ref)
	if err != nil || latest == body {
		return false, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return false, err
	}
	made, err := d.MadeAt()
	if err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, `UPDATE decision_decision SET latest = FALSE WHERE ref = $1`, d.Ref); err != nil {
		return false, err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO decision_decision (ref, edition, latest, recorded, kind, dated, title, made_at, consultation, strategy,
			decided_by, body)
		VALUES ($1, $2, TRUE, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		d.Ref, edition+1, db.Time(now), d.Kind, db.Time(d.Date), d.Title, db.Time(made), d.Consultation, d.Strategy, d.Body,
		withEdition(body, edition+1))
	if err == nil {
		err = d.saveAssessments(ctx, tx, edition+1, assessments)
	}
	if err != nil {
		return false, err
	}
	w.Add(recordLeaf("decision/"+d.Ref, withEdition(body, edition+1)))
	return true, saveIssues(ctx, tx, d.Ref, d.Consultation, d.Issues)
}

// saveIssues replaces the issues of a decision or, if decision is "", those in the log of a consultation.
func saveIssues(ctx context.Context, tx *db.Tx, decision, consultation string, issues []Issue) error {
	const ofRecord = `decision = $1 AND ($1 <> '' OR consultation = $2)`
	_, err := tx.Exec(ctx, `DELETE FROM decision_issue_action WHERE issue IN (SELECT ref FROM decision_issue WHERE `+ofRecord+`)`,
		decision, consultation)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM decision_issue WHERE `+ofRecord, decision, consultation); err != nil {
		return err
	}
	for i, issue := range issues {
		due := ""
		if !issue.Answered() {
			due = issue.Due.Format(time.DateOnly)
		}
		n, err := tx.Exec(ctx, `
			INSERT INTO decision_issue (ref, decision, consultation, position, due, body) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (ref) DO NOTHING`,
			issue.Ref, decision, consultation, i, due, db.JSON(issue))
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Newf(
				fault.Conflict,
				"Reference %q is already used for a key issue in another decision. Use a different reference.",
				issue.Ref,
			)
		}
		var rows [][]any
		for _, action := range issue.Actions {
			rows = append(rows, []any{issue.Ref, action})
		}
		if _, err := tx.Insert(ctx, `decision_issue_action (issue, action)`, rows, `ON CONFLICT DO NOTHING`); err != nil {
			return err
		}
	}
	return nil
}

// save stores a as a new edition, as (*Decision).save does. byStaff says that it was written in the staff area and not
// loaded from a definition file.
func (a *Feedback) save(ctx context.Context, tx *db.Tx, w *record.Writer, byStaff bool) (changed bool, err error) {
	body := db.JSON(a)
	latest, edition, err := latestEdition(ctx, tx, `decision_feedback`, `consultation`, a.Consultation)
	if err != nil || latest == body {
		return false, err
	}
	if !byStaff && edition > 0 {
		if done, err := a.alreadyLoaded(ctx, tx, body); done || err != nil {
			return false, err
		}
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, `UPDATE decision_feedback SET latest = FALSE WHERE consultation = $1`, a.Consultation); err != nil {
		return false, err
	}
	body = withEdition(body, edition+1)
	_, err = tx.Exec(ctx, `
		INSERT INTO decision_feedback (consultation, edition, latest, recorded, dated, decision, complete, body, edited_by_staff)
		VALUES ($1, $2, TRUE, $3, $4, $5, $6, $7, $8)`,
		a.Consultation, edition+1, db.Time(now), db.Time(a.Date), a.Decision, !a.Incomplete(), body, byStaff)
	if err != nil {
		return false, err
	}
	w.Add(recordLeaf("answer/"+a.Consultation, body))
	return true, nil
}

// alreadyLoaded reports whether body, from a definition file, is the text that was last loaded and that officers have
// corrected since, so that there is nothing to do. If the file has changed as well, it returns fault.Conflict.
func (a *Feedback) alreadyLoaded(ctx context.Context, tx *db.Tx, body string) (done bool, err error) {
	type row struct {
		body    string
		edition int64
		byStaff bool
	}
	all, err := db.All(ctx, tx, func(r db.Row) (x row, err error) { return x, r.Scan(&x.body, &x.edition, &x.byStaff) },
		`SELECT body, edition, edited_by_staff FROM decision_feedback WHERE consultation = $1 ORDER BY edition DESC`, a.Consultation)
	if err != nil || len(all) == 0 || !all[0].byStaff {
		return false, err
	}
	for _, x := range all {
		if !x.byStaff {
			if withoutEdition(x.body, x.edition) == body {
				return true, nil
			}
			break
		}
	}
	return false, fault.Newf(
		fault.Conflict,
		"The feedback on %q was written in the staff area. Use the same text in the file, or correct it in the staff area.",
		a.Consultation,
	)
}

// latestEdition returns the body and the number of the latest edition, or "" and 0.
func latestEdition(ctx context.Context, tx *db.Tx, table, key, value string) (body string, edition int64, err error) {
	body, err = db.One(ctx, tx, func(r db.Row) (s string, err error) { return s, r.Scan(&s, &edition) },
		`SELECT body, edition FROM `+table+` WHERE latest AND `+key+` = $1`, value)
	if fault.Is(err, fault.NotFound) {
		return "", 0, nil
	}
	return withoutEdition(body, edition), edition, err
}

// withEdition adds the number of a correction to its body, so that restoring an earlier text gives a different entry
// in the public record.
func withEdition(body string, edition int64) string {
	if edition == 1 {
		return body
	}
	return strings.TrimSuffix(body, "}") + editionSuffix(edition)
}

// withoutEdition reverses withEdition.
func withoutEdition(body string, edition int64) string {
	if plain, ok := strings.CutSuffix(body, editionSuffix(edition)); ok {
		return plain + "}"
	}
	return body
}

func editionSuffix(edition int64) string { return fmt.Sprintf(`,"edition":%d}`, edition) }

// recordLeaf is the entry in the public record. Its commitment needs no salt, because body is public.
func recordLeaf(subject, body string) receipt.Leaf {
	return receipt.Leaf{Subject: subject, Kind: "publication", Commitment: digest.Of(body)}
}

// WithCompleteFeedback returns which of some consultations have feedback that says what the
// council did.
func WithCompleteFeedback(ctx context.Context, tx *db.Tx, slugs []string) (map[string]bool, error) {
	complete := map[string]bool{}
	if len(slugs) == 0 {
		return complete, nil
	}
	latest, err := db.All(ctx, tx, scanFeedback, selectFeedback+` AND consultation IN (`+db.Placeholders(1, len(slugs))+`)`, db.Args(slugs)...)
	for _, f := range latest {
		complete[f.Consultation] = !f.Incomplete()
	}
	return complete, err
}
