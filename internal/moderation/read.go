package moderation

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
	"github.com/folkmoot/folkmoot/survey"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Query is which responses an officer wants to see.
type Query struct {
	intake.Sieve
	Flagged bool   // only those with an open flag
	Words   string // all of them stand in the free text
	After   string // id of the last one of the page before
}

// pageSize is how many responses stand on a page.
const pageSize = 25

// Entry is a response in a list.
type Entry struct {
	intake.Seen
	Flags int // open
}

// Listing is a page of responses.
type Listing struct {
	Consultation *consult.Consultation
	Entries      []Entry
	Next         string // After of the next page, or ""
	Forms        []consult.FormRef
}

// says tells the audit log how the list was narrowed. The words that were looked
// for may name somebody, so it tells only that there were some.
func (q *Query) says() string {
	var parts []string
	for _, p := range []struct{ name, value string }{{"channel", q.Channel}, {"edition", q.Edition}, {"form", q.Form}, {"state", string(q.State)}} {
		if p.value != "" {
			parts = append(parts, p.name+"="+p.value)
		}
	}
	if q.Flagged {
		parts = append(parts, "flagged")
	}
	if strings.TrimSpace(q.Words) != "" {
		parts = append(parts, "words")
	}
	return strings.Join(parts, " ")
}

// check refuses what no filter of ours sends.
func (q *Query) check() error {
	states := []intake.State{"", intake.Counted, intake.Withdrawn, intake.Excluded}
	if q.Channel != "" && !slices.Contains(intake.Channels, intake.Channel(q.Channel)) || !slices.Contains(states, q.State) {
		return fault.New(fault.Invalid, "Choose a filter from the list.")
	}
	return nil
}

// List returns responses to a consultation in no order that means anything. That
// by looked is written down before.
func (s *Service) List(ctx context.Context, by actor.Actor, slug string, q Query) (l Listing, err error) {
	defer fault.Wrap(&err, "list responses to %s", slug)
	if err := q.check(); err != nil {
		return l, err
	}
	if err := s.note(ctx, by, actor.ReadResponses, slug, "list-responses", "consultation", slug, q.says()); err != nil {
		return l, err
	}
	return l, s.DB.View(ctx, func(tx *db.Tx) error {
		l = Listing{}
		if l.Consultation, err = consult.Get(ctx, tx, slug); err != nil {
			return err
		}
		if l.Forms, err = consult.Forms(ctx, tx, slug); err != nil {
			return err
		}
		flags, err := openFlags(ctx, tx, slug)
		if err != nil {
			return err
		}
		for after := q.After; ; {
			some, err := intake.Page(ctx, tx, slug, q.Sieve, after, 200)
			if err != nil {
				return err
			}
			for _, seen := range some {
				ok, err := s.matches(ctx, tx, &q, seen, flags)
				if err != nil {
					return err
				}
				if !ok {
					continue
				}
				if len(l.Entries) == pageSize {
					l.Next = l.Entries[pageSize-1].ID
					return nil
				}
				l.Entries = append(l.Entries, Entry{seen, flags[seen.ID]})
			}
			if len(some) < 200 {
				return nil
			}
			after = some[len(some)-1].ID
		}
	})
}

func (s *Service) matches(ctx context.Context, tx *db.Tx, q *Query, seen intake.Seen, flags map[string]int) (bool, error) {
	if q.Flagged && flags[seen.ID] == 0 {
		return false, nil
	}
	words := strings.Fields(fold(q.Words))
	if len(words) == 0 {
		return true, nil
	}
	texts, err := s.texts(ctx, tx, seen)
	if err != nil {
		return false, err
	}
	var all strings.Builder
	for _, t := range texts {
		all.WriteString(fold(t.Text))
		all.WriteByte('\n')
	}
	for _, w := range words {
		if !strings.Contains(all.String(), w) {
			return false, nil
		}
	}
	return true, nil
}

// fold brings text into the form in which it is compared: composed alike, and
// without capitals.
func fold(text string) string { return cases.Fold().String(norm.NFKC.String(text)) }

// Text is one text that somebody wrote.
type Text = intake.Text

// texts returns the free texts of a response, in the order of the form.
func (s *Service) texts(ctx context.Context, tx *db.Tx, seen intake.Seen) (all []Text, err error) {
	_, answers, err := s.Intake.Parsed(ctx, tx, seen.Form, seen.Answers)
	if err != nil {
		return nil, err
	}
	return intake.Texts(answers), nil
}

// One is a response as it is read by an officer.
type One struct {
	intake.Seen
	Consultation *consult.Consultation
	Asked        *survey.Form
	Given        survey.Answers // of its substantive part
	Texts        []Text         // whose words can be taken out
	Flags        []Flag
	Cuts         []intake.Cut
	Released     bool // results were released: what changes now needs a new release
}

// Read returns one response. That by reads it is written down before.
func (s *Service) Read(ctx context.Context, by actor.Actor, slug, id string) (one *One, err error) {
	defer fault.Wrap(&err, "read a response to %s", slug)
	if err := s.noteOne(ctx, by, actor.ReadResponses, slug, id, "read-response", ""); err != nil {
		return nil, err
	}
	return one, s.DB.View(ctx, func(tx *db.Tx) error {
		one, err = s.one(ctx, tx, slug, id)
		return err
	})
}

func (s *Service) one(ctx context.Context, tx *db.Tx, slug, id string) (one *One, err error) {
	one = &One{}
	if one.Consultation, err = consult.Get(ctx, tx, slug); err != nil {
		return nil, err
	}
	if one.Seen, err = intake.Look(ctx, tx, slug, id); err != nil {
		return nil, err
	}
	if one.Asked, one.Given, err = s.Intake.Parsed(ctx, tx, one.Form, one.Answers); err != nil {
		return nil, err
	}
	one.Texts = intake.Texts(one.Given)
	if one.Flags, err = flagsOf(ctx, tx, id); err != nil {
		return nil, err
	}
	if one.Cuts, err = intake.Cuts(ctx, tx, id); err != nil {
		return nil, err
	}
	one.Released, err = s.Intake.Releases.Released(ctx, tx, slug)
	return one, err
}

// ReadMonitoring returns what the person said of themselves. purpose says what
// it is needed for and is kept.
func (s *Service) ReadMonitoring(ctx context.Context, by actor.Actor, slug, id, purpose string) (form *survey.Form, given survey.Answers, err error) {
	defer fault.Wrap(&err, "read monitoring answers to %s", slug)
	if !by.May(actor.ReadMonitoring) {
		return nil, given, errNotMonitoring
	}
	if purpose = strings.TrimSpace(purpose); len(purpose) < minPurpose {
		return nil, given, errNeedsPurpose
	}
	if err := s.noteOne(ctx, by, actor.ReadMonitoring, slug, id, "read-monitoring", purpose); err != nil {
		return nil, given, err
	}
	return form, given, s.DB.View(ctx, func(tx *db.Tx) error {
		seen, err := intake.Look(ctx, tx, slug, id)
		if err != nil {
			return err
		}
		canonical, err := intake.MonitoringOf(ctx, tx, slug, id)
		if err != nil {
			return err
		}
		form, given, err = s.Intake.Parsed(ctx, tx, seen.Form, canonical)
		return err
	})
}

// minPurpose is how long the purpose of a look at the least is, in bytes.
const minPurpose = 10

// note writes down that by is about to look, if by may.
func (s *Service) note(ctx context.Context, by actor.Actor, capability actor.Capability, slug, act, kind, subject, why string) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := own(ctx, tx, by, capability, slug, mayNotRead); err != nil {
			return err
		}
		return audit.Note(ctx, tx, by, act, kind, subject, why)
	})
}

// noteOne is note about a response, which must be there.
func (s *Service) noteOne(ctx context.Context, by actor.Actor, capability actor.Capability, slug, id, act, why string) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := own(ctx, tx, by, capability, slug, mayNotRead); err != nil {
			return err
		}
		if _, err := intake.Look(ctx, tx, slug, id); err != nil {
			return err
		}
		return audit.Note(ctx, tx, by, act, "response", id, why)
	})
}
