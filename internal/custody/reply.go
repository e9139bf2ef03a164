package custody

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// Publishing says which answers of a consultation may be shown, and how people
// agreed to that. Nothing is shown of anybody who did not.
type Publishing struct {
	Question, Choice string   // where people agree, and the option that says yes
	Texts            []string // the questions whose answers may be shown
	Early            bool     // before the close as well
	Version          int64
	seed             string
}

// The verdicts on a reply.
const (
	Approved = "approved"
	Rejected = "rejected"
)

// Reply is the answer of somebody who agreed, to one question.
type Reply struct {
	Response, Question, Label, Text string
	State                           string // "" while nobody has decided
	Changed                         bool   // the text is not the one that was decided on
}

// GetPublishing returns what is set for a consultation, or nil.
func GetPublishing(ctx context.Context, tx *db.Tx, slug string) (*Publishing, error) {
	p, err := db.One(ctx, tx, func(r db.Row) (*Publishing, error) {
		p, texts := &Publishing{}, ""
		if err := r.Scan(&p.Question, &p.Choice, &texts, &p.Early, &p.seed, &p.Version); err != nil {
			return nil, err
		}
		return p, json.Unmarshal([]byte(texts), &p.Texts)
	}, `SELECT question, choice, texts, early, seed, version FROM custody_publishing WHERE consultation = $1`, slug)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return p, err
}

// SetPublishing sets which answers may be shown. The question at which people
// agree must be one of the form, so that they were asked before they answered.
func (s *Service) SetPublishing(ctx context.Context, by actor.Actor, slug string, p Publishing) (err error) {
	defer fault.Wrap(&err, "set what may be published of %s", slug)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := own(ctx, tx, by, actor.Moderate, slug, mayNotModerate); err != nil {
			return err
		}
		form, err := s.master(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := p.check(form); err != nil {
			return err
		}
		texts, err := json.Marshal(p.Texts)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `INSERT INTO custody_publishing (consultation, question, choice, texts, early, seed, version) VALUES ($1, $2, $3, $4, $5, $6, $7 + 1)
			ON CONFLICT (consultation) DO UPDATE SET question = excluded.question, choice = excluded.choice, texts = excluded.texts, early = excluded.early, version = excluded.version
			WHERE custody_publishing.version = $7`, slug, p.Question, p.Choice, string(texts), p.Early, db.NewID(), p.Version)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "Somebody else changed this just now. Open the page again.")
		}
		return audit.Note(ctx, tx, by, "set-publishing", "consultation", slug, p.Question+"="+p.Choice+": "+strings.Join(p.Texts, " "))
	})
}

func (s *Service) master(ctx context.Context, tx *db.Tx, slug string) (*survey.Form, error) {
	refs, err := consult.Forms(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	if len(refs) == 0 {
		return nil, fault.New(fault.Conflict, "This consultation has no questionnaire.")
	}
	return s.Intake.Form(ctx, tx, refs[0].Version)
}

func (p *Publishing) check(form *survey.Form) error {
	q, page := form.Question(p.Question)
	if q == nil || page.Monitoring || q.Kind != survey.Single || !slices.ContainsFunc(q.Options, func(o survey.Option) bool { return o.ID == p.Choice }) {
		return fault.New(fault.Invalid, "Choose the question at which people agree to be published, and the answer that says yes.")
	}
	if len(p.Texts) == 0 {
		return fault.New(fault.Invalid, "Choose at least one question whose answers may be published.")
	}
	for _, id := range p.Texts {
		if q, page := form.Question(id); q == nil || page.Monitoring || q.Kind != survey.LongText && q.Kind != survey.ShortText {
			return fault.New(fault.Invalid, "Choose questions that people answer in their own words.")
		}
	}
	return nil
}

// agreed returns the texts of a response that may be shown, once approved.
func (s *Service) agreed(ctx context.Context, tx *db.Tx, p *Publishing, seen intake.Seen) (all []Text, err error) {
	if seen.State != intake.Counted || seen.WordsDeleted {
		return nil, nil
	}
	_, given, err := s.Intake.Parsed(ctx, tx, seen.Form, seen.Answers)
	if err != nil || !slices.Contains(given.Of(p.Question).Options, p.Choice) {
		return nil, err
	}
	for _, t := range textsOf(given) {
		if t.Choice == "" && slices.Contains(p.Texts, t.Question) {
			all = append(all, t)
		}
	}
	return all, nil
}

type verdict struct{ response, question, state, digest string }

func (s *Service) replies(ctx context.Context, tx *db.Tx, slug string, p *Publishing) (all []Reply, err error) {
	rows, err := db.All(ctx, tx, func(r db.Row) (v verdict, err error) { return v, r.Scan(&v.response, &v.question, &v.state, &v.digest) },
		`SELECT response, question, state, digest FROM custody_reply`)
	if err != nil {
		return nil, err
	}
	said := map[[2]string]verdict{}
	for _, v := range rows {
		said[[2]string{v.response, v.question}] = v
	}
	for after := ""; ; {
		some, err := intake.Page(ctx, tx, slug, intake.Sieve{State: intake.Counted}, after, 200)
		if err != nil {
			return nil, err
		}
		for _, seen := range some {
			texts, err := s.agreed(ctx, tx, p, seen)
			if err != nil {
				return nil, err
			}
			for _, t := range texts {
				v := said[[2]string{seen.ID, t.Question}]
				r := Reply{Response: seen.ID, Question: t.Question, Label: t.Label, Text: t.Text, State: v.state}
				if v.state != "" && v.digest != digest("folkmoot/reply/v1", t.Text) {
					r.State, r.Changed = "", true
				}
				all = append(all, r)
			}
		}
		if len(some) < 200 {
			return all, nil
		}
		after = some[len(some)-1].ID
	}
}

// Queue returns the replies on which somebody must decide first, then the
// others. That by reads them is written down before.
func (s *Service) Queue(ctx context.Context, by actor.Actor, slug string) (c *consult.Consultation, form *survey.Form, p *Publishing, all []Reply, err error) {
	defer fault.Wrap(&err, "list the replies to %s", slug)
	if !by.May(actor.ReadResponses) {
		return nil, nil, nil, nil, fault.New(fault.Forbidden, mayNotRead)
	}
	if err := s.note(ctx, by, actor.Moderate, slug, "list-replies", "consultation", slug, ""); err != nil {
		return nil, nil, nil, nil, err
	}
	return c, form, p, all, s.DB.View(ctx, func(tx *db.Tx) error {
		if c, err = consult.Get(ctx, tx, slug); err != nil {
			return err
		}
		if form, err = s.master(ctx, tx, slug); err != nil {
			return err
		}
		if p, err = GetPublishing(ctx, tx, slug); err != nil || p == nil {
			return err
		}
		if all, err = s.replies(ctx, tx, slug, p); err != nil {
			return err
		}
		slices.SortStableFunc(all, func(a, b Reply) int {
			switch {
			case a.State == "" && b.State != "":
				return -1
			case a.State != "" && b.State == "":
				return 1
			}
			return 0
		})
		return nil
	})
}

// Judge approves or rejects a reply.
func (s *Service) Judge(ctx context.Context, by actor.Actor, slug, id, question, state string) (err error) {
	defer fault.Wrap(&err, "decide on a reply to %s", slug)
	if state != Approved && state != Rejected {
		return fault.New(fault.Invalid, "Choose whether the reply is published.")
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := own(ctx, tx, by, actor.Moderate, slug, mayNotModerate); err != nil {
			return err
		}
		p, err := GetPublishing(ctx, tx, slug)
		if err != nil {
			return err
		}
		seen, err := intake.Look(ctx, tx, slug, id)
		if err != nil {
			return err
		}
		var texts []Text
		if p != nil {
			if texts, err = s.agreed(ctx, tx, p, seen); err != nil {
				return err
			}
		}
		i := slices.IndexFunc(texts, func(t Text) bool { return t.Question == question })
		if i < 0 {
			return fault.New(fault.Conflict, "The person did not agree that this is published, or it is no longer there.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO custody_reply (response, question, state, digest, actor, at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (response, question) DO UPDATE SET state = excluded.state, digest = excluded.digest, actor = excluded.actor, at = excluded.at`,
			id, question, state, digest("folkmoot/reply/v1", texts[i].Text), by.ID, db.Time(now)); err != nil {
			return err
		}
		return audit.Note(ctx, tx, by, state+"-reply", "response", id, question)
	})
}

// Published is what the public reads of one question: texts and nothing of who
// wrote them, in an order that says nothing and stays the same.
type Published struct {
	Question string
	Texts    []string
}

// Replies returns what is published of a consultation.
func (s *Service) Replies(ctx context.Context, slug string) (c *consult.Consultation, all []Published, err error) {
	defer fault.Wrap(&err, "show the replies to %s", slug)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		all = nil
		if c, err = consult.Get(ctx, tx, slug); err != nil {
			return err
		}
		p, err := GetPublishing(ctx, tx, slug)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if p == nil || c.Stage == consult.Drafting || c.Stage == consult.Recalled {
			return fault.New(fault.NotFound, "No replies to this consultation are published.")
		}
		if !p.Early && now.Before(c.GraceEnds()) {
			return fault.New(fault.NotFound, "Replies to this consultation are published after it has closed.")
		}
		found, err := s.replies(ctx, tx, slug, p)
		if err != nil {
			return err
		}
		slices.SortFunc(found, func(a, b Reply) int { return strings.Compare(p.place(a), p.place(b)) })
		for _, id := range p.Texts {
			one := Published{}
			for _, r := range found {
				if r.Question == id && r.State == Approved {
					one.Question, one.Texts = r.Label, append(one.Texts, r.Text)
				}
			}
			if len(one.Texts) > 0 {
				all = append(all, one)
			}
		}
		return nil
	})
	return c, all, err
}

// place is where a reply stands: by a digest, different for each question, so
// that the places of two answers do not tell that one person gave both.
func (p *Publishing) place(r Reply) string {
	sum := sha256.Sum256([]byte(p.seed + "\x00" + r.Question + "\x00" + r.Response))
	return string(sum[:])
}

// published returns what of one response is shown to the public.
func (s *Service) published(ctx context.Context, tx *db.Tx, slug string, seen intake.Seen) (all []Text, err error) {
	p, err := GetPublishing(ctx, tx, slug)
	if err != nil || p == nil {
		return nil, err
	}
	texts, err := s.agreed(ctx, tx, p, seen)
	if err != nil {
		return nil, err
	}
	for _, t := range texts {
		n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM custody_reply WHERE response = $1 AND question = $2 AND state = 'approved' AND digest = $3`,
			seen.ID, t.Question, digest("folkmoot/reply/v1", t.Text))
		if err != nil {
			return nil, err
		}
		if n > 0 {
			all = append(all, t)
		}
	}
	return all, nil
}
