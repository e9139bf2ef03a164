package moderation

import (
	"context"
	"crypto/sha256"
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

// The verdicts on a reply.
const (
	Approved = "approved"
	Unnamed  = "unnamed" // approved, but without the name of the organisation
	Rejected = "rejected"
)

// Reply is the answer of somebody who agreed, to one question.
type Reply struct {
	Voice
	Response, Question, Label, Text string
	State                           string // "" while nobody has decided
	Changed                         bool   // the text is not the one that was decided on
}

// Seen is a digest of what an officer reads before they decide. What was not
// there then, such as a name, is not published without another decision.
func (r *Reply) Seen() string {
	if r.Name != "" {
		return digest("folkmoot/reply/v2", r.Name+"\x00"+r.Text)
	}
	return digest("folkmoot/reply/v1", r.Text)
}

// shown reports whether the public sees r, and as whose it sees it.
func (r *Reply) shown() (Voice, bool) {
	switch r.State {
	case Approved:
		return r.Voice, true
	case Unnamed:
		return Voice{Organisation: r.Organisation}, true
	}
	return Voice{}, false
}

// agreed returns the answers of a response that may be shown, once approved.
func (s *Service) agreed(ctx context.Context, tx *db.Tx, p *Publishing, seen intake.Seen) (all []Reply, err error) {
	if seen.State != intake.Counted || seen.WordsDeleted {
		return nil, nil
	}
	_, given, err := s.Intake.Parsed(ctx, tx, seen.Form, seen.Answers)
	if err != nil || !p.consented(given) {
		return nil, err
	}
	voice := p.voice(given)
	for _, t := range intake.Texts(given) {
		if t.Choice == "" && slices.Contains(p.Texts, t.Question) {
			all = append(all, Reply{Voice: voice, Response: seen.ID, Question: t.Question, Label: t.Label, Text: t.Text})
		}
	}
	return all, nil
}

// decided tells r what officers said of it.
func (r *Reply) decided(said map[[2]string]verdict) {
	v := said[[2]string{r.Response, r.Question}]
	r.State = v.state
	if v.state != "" && v.digest != r.Seen() {
		r.State, r.Changed = "", true
	}
}

type verdict struct{ response, question, state, digest string }

// verdicts returns what officers said of the replies to a consultation, by
// response and question.
func verdicts(ctx context.Context, tx *db.Tx, slug string) (map[[2]string]verdict, error) {
	rows, err := db.All(ctx, tx, func(r db.Row) (v verdict, err error) { return v, r.Scan(&v.response, &v.question, &v.state, &v.digest) },
		`SELECT response, question, state, digest FROM custody_reply WHERE consultation = $1`, slug)
	said := map[[2]string]verdict{}
	for _, v := range rows {
		said[[2]string{v.response, v.question}] = v
	}
	return said, err
}

// approved returns the replies that the public sees. It reads no response but
// those of which one was approved: the page is for everybody, as often as they
// like.
func (s *Service) approved(ctx context.Context, tx *db.Tx, slug string, p *Publishing) (all []Reply, err error) {
	said, err := verdicts(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, v := range said {
		if v.state != Rejected {
			ids = append(ids, v.response)
		}
	}
	slices.Sort(ids)
	for some := range slices.Chunk(slices.Compact(ids), 200) {
		found, err := intake.Looks(ctx, tx, slug, some)
		if err != nil {
			return nil, err
		}
		for _, seen := range found {
			replies, err := s.agreed(ctx, tx, p, seen)
			if err != nil {
				return nil, err
			}
			for _, r := range replies {
				r.decided(said)
				if voice, ok := r.shown(); ok {
					r.Voice = voice
					all = append(all, r)
				}
			}
		}
	}
	return all, nil
}

// replies returns what may be shown of all responses, for those who decide.
func (s *Service) replies(ctx context.Context, tx *db.Tx, slug string, p *Publishing) (all []Reply, err error) {
	said, err := verdicts(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	for after := ""; ; {
		some, err := intake.Page(ctx, tx, slug, intake.Sieve{State: intake.Counted}, after, 200)
		if err != nil {
			return nil, err
		}
		for _, seen := range some {
			replies, err := s.agreed(ctx, tx, p, seen)
			if err != nil {
				return nil, err
			}
			for i := range replies {
				replies[i].decided(said)
			}
			all = append(all, replies...)
		}
		if len(some) < 200 {
			return all, nil
		}
		after = some[len(some)-1].ID
	}
}

// Waiting is what officers decide on before anything of it is published.
type Waiting struct {
	Consultation *consult.Consultation
	Asked        *survey.Form
	Set          *Publishing // nil: nothing is set
	Replies      []Reply     // those that wait for a decision first
	Letters      []Letter
}

// Queue returns the replies and letters on which somebody must decide first, then
// the others. That by reads them is written down before.
func (s *Service) Queue(ctx context.Context, by actor.Actor, slug string) (q Waiting, err error) {
	defer fault.Wrap(&err, "list the replies to %s", slug)
	if !by.May(actor.ReadResponses) {
		return q, fault.New(fault.Forbidden, mayNotRead)
	}
	if err := s.note(ctx, by, actor.Moderate, slug, "list-replies", "consultation", slug, ""); err != nil {
		return q, err
	}
	return q, s.DB.View(ctx, func(tx *db.Tx) error {
		q = Waiting{}
		if q.Consultation, err = consult.Get(ctx, tx, slug); err != nil {
			return err
		}
		if q.Asked, err = s.master(ctx, tx, slug); err != nil {
			return err
		}
		if q.Letters, err = s.letters(ctx, tx, slug); err != nil {
			return err
		}
		if q.Set, err = GetPublishing(ctx, tx, slug); err != nil || q.Set == nil {
			return err
		}
		if q.Replies, err = s.replies(ctx, tx, slug, q.Set); err != nil {
			return err
		}
		slices.SortStableFunc(q.Replies, func(a, b Reply) int { return first(a.State, b.State) })
		return nil
	})
}

// first sorts what waits for a decision before what does not.
func first(a, b string) int {
	switch {
	case a == "" && b != "":
		return -1
	case a != "" && b == "":
		return 1
	}
	return 0
}

// Judge approves or rejects a reply. saw is Seen of the reply that by read: if it
// is another by now, it is to be read again.
func (s *Service) Judge(ctx context.Context, by actor.Actor, slug, id, question, saw, state string) (err error) {
	defer fault.Wrap(&err, "decide on a reply to %s", slug)
	if state != Approved && state != Unnamed && state != Rejected {
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
		var replies []Reply
		if p != nil {
			if replies, err = s.agreed(ctx, tx, p, seen); err != nil {
				return err
			}
		}
		i := slices.IndexFunc(replies, func(r Reply) bool { return r.Question == question })
		if i < 0 {
			return fault.New(fault.Conflict, "The person did not agree that this is published, or it is no longer there.")
		}
		if saw != replies[i].Seen() {
			return fault.New(fault.Conflict, "Somebody else changed this just now. Open the page again.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO custody_reply (response, question, state, digest, actor, at, consultation) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (response, question) DO UPDATE SET state = excluded.state, digest = excluded.digest, actor = excluded.actor, at = excluded.at`,
			id, question, state, replies[i].Seen(), by.ID, db.Time(now), slug); err != nil {
			return err
		}
		return audit.Note(ctx, tx, by, state+"-reply", "response", id, question)
	})
}

// Published is what the public reads of one question: texts in an order that says
// nothing and stays the same. Of who wrote them it says only what an organisation
// agreed to.
type Published struct {
	Question string
	Texts    []Saying
}

// Saying is one text that is published.
type Saying struct {
	Voice
	Text string
}

// Shown is everything that the public reads of what people wrote.
type Shown struct {
	Consultation *consult.Consultation
	Questions    []Published
	Letters      []Letter
}

// Replies returns what is published of a consultation.
func (s *Service) Replies(ctx context.Context, slug string) (shown Shown, err error) {
	defer fault.Wrap(&err, "show the replies to %s", slug)
	return shown, s.DB.View(ctx, func(tx *db.Tx) (err error) {
		shown, err = s.show(ctx, tx, slug)
		return err
	})
}

// Showing reports whether there is a page with what is published of a
// consultation, without reading a response.
func (s *Service) Showing(ctx context.Context, slug string) (yes bool, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		_, _, err := s.opened(ctx, tx, slug)
		if yes = err == nil; fault.Is(err, fault.NotFound) {
			return nil
		}
		return err
	})
	return yes, err
}

// opened returns a consultation of which something is published now, and what is
// set for that, which may be nothing where it is letters alone.
func (s *Service) opened(ctx context.Context, tx *db.Tx, slug string) (*consult.Consultation, *Publishing, error) {
	c, err := consult.Get(ctx, tx, slug)
	if err != nil {
		return nil, nil, err
	}
	p, err := GetPublishing(ctx, tx, slug)
	if err != nil {
		return nil, nil, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, nil, err
	}
	letters, err := db.One(ctx, tx, db.Bool, `SELECT COUNT(*) > 0 FROM custody_letter WHERE consultation = $1 AND state = 'approved'`, slug)
	if err != nil {
		return nil, nil, err
	}
	if p == nil && !letters || c.Stage == consult.Drafting || c.Stage == consult.Recalled {
		return nil, nil, fault.New(fault.NotFound, "No replies to this consultation are published.")
	}
	if (p == nil || !p.Early) && now.Before(c.GraceEnds()) {
		return nil, nil, fault.New(fault.NotFound, "Replies to this consultation are published after it has closed.")
	}
	return c, p, nil
}

func (s *Service) show(ctx context.Context, tx *db.Tx, slug string) (shown Shown, err error) {
	c, p, err := s.opened(ctx, tx, slug)
	if err != nil {
		return shown, err
	}
	letters, err := s.letters(ctx, tx, slug)
	if err != nil {
		return shown, err
	}
	letters = slices.DeleteFunc(letters, func(l Letter) bool { return l.State != Approved })
	shown = Shown{Consultation: c, Letters: letters}
	if p == nil {
		return shown, nil
	}
	found, err := s.approved(ctx, tx, slug, p)
	if err != nil {
		return shown, err
	}
	slices.SortFunc(found, func(a, b Reply) int { return strings.Compare(p.place(a), p.place(b)) })
	for _, id := range p.Texts {
		one := Published{}
		for _, r := range found {
			if r.Question == id {
				one.Question, one.Texts = r.Label, append(one.Texts, Saying{r.Voice, r.Text})
			}
		}
		if len(one.Texts) > 0 {
			shown.Questions = append(shown.Questions, one)
		}
	}
	return shown, nil
}

// place is where a reply stands: by a digest, different for each question, so
// that the places of two answers do not tell that one person gave both.
func (p *Publishing) place(r Reply) string {
	sum := sha256.Sum256([]byte(p.seed + "\x00" + r.Question + "\x00" + r.Response))
	return string(sum[:])
}

// published returns what of one response is shown to the public.
func (s *Service) published(ctx context.Context, tx *db.Tx, slug string, seen intake.Seen) (all []Reply, err error) {
	p, err := GetPublishing(ctx, tx, slug)
	if err != nil || p == nil {
		return nil, err
	}
	said, err := verdicts(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	replies, err := s.agreed(ctx, tx, p, seen)
	for _, r := range replies {
		r.decided(said)
		if voice, ok := r.shown(); ok {
			r.Voice = voice
			all = append(all, r)
		}
	}
	return all, err
}
