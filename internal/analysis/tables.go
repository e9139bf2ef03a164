package analysis

import (
	"context"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/tally"
)

// ChannelVariable is the variable of CountTables for how a response was received. No question can have
// this ID.
const ChannelVariable = "~channel"

var channelAttribute = tally.Attribute{ID: ChannelVariable, Values: channelNames()}

func channelNames() (all []string) {
	for _, c := range intake.Channels {
		all = append(all, string(c))
	}
	return all
}

// EditionVariable is the variable of CountTables for the edition that was answered.
const EditionVariable = "~edition"

// UnknownEdition is the value of EditionVariable of a response to an edition that no questionnaire has.
const UnknownEdition = "~other"

// editionAttribute returns the attribute for the editions of the forms that were used.
func (n *resultCounter) editionAttribute(slug string) (a tally.Attribute, err error) {
	a.ID = EditionVariable
	used, err := intake.FormVersions(n.ctx, n.tx, slug)
	if err != nil {
		return a, err
	}
	for _, f := range n.forms {
		a.Values = append(a.Values, f.Edition)
	}
	for _, version := range used {
		f, err := consult.FormByVersion(n.ctx, n.tx, version)
		if err != nil {
			return a, err
		}
		a.Values = append(a.Values, f.Edition)
	}
	slices.Sort(a.Values)
	a.Values = append(slices.Compact(a.Values), UnknownEdition)
	return a, nil
}

// Tables is what staff can count of the answers to a closed consultation. The numbers are exact and are not
// published.
type Tables struct {
	*consult.Consultation
	Variables  []tally.Variable  // by which the person may count
	Responses  ResponseCounts    // which of them are in the tables: those that a release would count
	Exclusions map[string]int64  // excluded responses by reason, without similar ones
	Similar    []Cluster         // similar responses and the decisions about them, without answers
	Reworded   map[string]bool   // IDs of questions whose meaning changed: all answers are counted together
	Tables     []tally.Table     // nil if nothing was asked for
	Weightable []WeightCandidate // the questions among Variables by which answers may be weighted
	Weighting  *Weighting        // nil if no weights were asked for
	Counting   bool              // the responses are still being read: there are no Variables and Tables yet
	Tiles      []place.Tile      // positions of the answers to the question where people live
	Monitoring bool              // equality monitoring answers are left out of Variables, as the person may not read them
}

// Download is what of the tables leaves the program as a file.
type Download int

// The kinds of Download.
const (
	NoDownload Download = iota
	DownloadTables
	DownloadChart // of one question
)

// downloadActs are the acts in the audit log, without and with equality monitoring answers.
var downloadActs = map[Download]map[bool]string{
	DownloadTables: {false: "download-count-answers", true: "download-count-monitoring"},
	DownloadChart:  {false: "download-chart", true: "download-monitoring-chart"},
}

// TableQuery says which tables CountTables makes.
type TableQuery struct {
	tally.Query
	Purpose string // why equality monitoring answers are counted; required for these
	// WeightOn has the IDs of Tables.Weightable by which answers are weighted, beside the counts of people: a check how much a
	// finding depends on who answered.
	WeightOn []string
	Download Download
}

// Variables returns what by can count.
func (s *Service) Variables(ctx context.Context, by actor.Actor, slug string) (*Tables, error) {
	t, _, err := s.openTables(ctx, by, slug)
	return t, err
}

// CountTables counts the answers that a release made now would count. The audit log has an entry for each
// call. Errors are fault.Forbidden, fault.Invalid if the purpose is missing, and fault.Conflict before the
// consultation has closed.
func (s *Service) CountTables(ctx context.Context, by actor.Actor, slug string, q TableQuery) (t *Tables, err error) {
	defer fault.Wrap(&err, "count the answers to %s", slug)
	t, columns, err := s.openTables(ctx, by, slug)
	if err != nil || t.Counting {
		return t, err
	}
	purpose, unexplained := audit.Purpose(q.Purpose,
		fault.New(fault.Invalid, "Enter why you need this information, in at least 10 characters."))
	act, detail := "count-answers", strings.Join(append(slices.Clone(q.Variables), q.By), " ")
	names, rows := append(slices.Clone(q.Variables), q.By, q.Layer), len(q.Variables)
	for _, f := range q.Filters {
		names = append(names, f.Variable)
	}
	weighted, err := t.candidates(q.WeightOn)
	if err != nil {
		return nil, err
	}
	for _, c := range weighted {
		names = append(names, c.variables...)
	}
	if q.Variables == nil {
		for _, v := range t.Variables {
			if v.Question != nil && !v.Monitoring {
				q.Variables = append(q.Variables, v.ID)
			}
		}
	}
	for i, name := range names {
		at := slices.IndexFunc(t.Variables, func(v tally.Variable) bool { return v.ID == name })
		if at < 0 && name != "" || at >= 0 && i < rows && t.Variables[at].Question == nil {
			return nil, fault.New(fault.Invalid, "Choose one of the questions in the list.")
		}
		if at >= 0 && t.Variables[at].Monitoring {
			act, detail = "count-monitoring", purpose
		}
	}
	if act == "count-monitoring" && unexplained != nil {
		return nil, unexplained
	}
	if q.Download != NoDownload {
		act = downloadActs[q.Download][act == "count-monitoring"]
	}
	if err := s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := closedFor(ctx, tx, by, slug); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, act, "consultation", slug, detail)
	}); err != nil {
		return nil, err
	}
	if weighted != nil {
		if t.Weighting, q.Weighting, err = weigh(columns, weighted); err != nil {
			return nil, err
		}
		q.Weighted = q.Weighting != nil
	}
	if t.Tables, err = columns.Cross(q.Query); err != nil { // a group that no list has
		return nil, fault.New(fault.Invalid, "Choose one of the questions in the list.")
	}
	return t, nil
}

// candidates returns the candidates with these IDs. The error is fault.Invalid for one that there is not.
func (t *Tables) candidates(ids []string) (all []WeightCandidate, err error) {
	for _, id := range ids {
		at := slices.IndexFunc(t.Weightable, func(c WeightCandidate) bool { return c.ID == id && c.Usable() })
		if at < 0 {
			return nil, fault.New(fault.Invalid, "Choose one of the questions in the list.")
		}
		if !slices.ContainsFunc(all, func(c WeightCandidate) bool { return c.ID == id }) {
			all = append(all, t.Weightable[at])
		}
	}
	return all, nil
}

// closedFor returns the consultation if by may count the answers to it and it has closed.
func closedFor(ctx context.Context, tx *db.Tx, by actor.Actor, slug string) (*consult.Consultation, error) {
	if !by.May(actor.ReadResponses) {
		return nil, fault.New(fault.Forbidden, "You are not allowed to count answers. Ask an administrator for a role that can read responses.")
	}
	c, err := consult.GetOwned(ctx, tx, by, slug)
	if err != nil {
		return nil, err
	}
	now, err := tx.Now(ctx)
	if err == nil && !slices.Contains([]consult.State{consult.Closed, consult.Reported}, c.StateAt(now)) {
		err = fault.New(fault.Conflict, "Answers are counted by group once the consultation has closed.")
	}
	return c, err
}

// openTables returns what by can count of a consultation, and its columns.
func (s *Service) openTables(ctx context.Context, by actor.Actor, slug string) (t *Tables, _ *tally.Columns, err error) {
	t = &Tables{}
	var set *columnSet
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if t.Consultation, err = closedFor(ctx, tx, by, slug); err != nil {
			return err
		}
		if t.Tiles, err = answerTiles(ctx, tx, t.Consultation, t.AreaQuestion); err != nil {
			return err
		}
		if set = s.columns.get(slug); set != nil {
			changed, err := set.inputs.changed(ctx, tx, t.Consultation)
			if err != nil || changed {
				set = nil
			}
			return err
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	if set == nil {
		if set, err = s.readColumns(ctx, t.Consultation); err != nil {
			return nil, nil, err
		}
	}
	if t.Counting = set == nil; t.Counting {
		return t, nil, nil
	}
	t.Responses, t.Reworded, t.Exclusions, t.Similar = set.responses, set.reworded, set.excluded, set.similar
	for _, v := range set.columns.Variables() {
		if v.Monitoring && !by.May(actor.ReadMonitoring) {
			t.Monitoring = true
			continue
		}
		if v.ID == EditionVariable && len(v.Categories) == 2 { // one edition, and the others: nothing to compare
			continue
		}
		t.Variables = append(t.Variables, v)
	}
	t.Weightable = weightCandidates(t.Variables, set.benchmarks, t.Area, set.reworded)
	return t, set.columns, nil
}

// Variable returns the variable with this ID, or nil.
func (t *Tables) Variable(id string) *tally.Variable {
	for i := range t.Variables {
		if t.Variables[i].ID == id {
			return &t.Variables[i]
		}
	}
	return nil
}
