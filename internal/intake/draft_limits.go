package intake

import (
	"context"
	"net/netip"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/time/rate"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// DraftLimits bounds what answers that have been saved and not sent take of the disk.
// Anyone can save them without signing in. Responses have no such limit: when drafts
// are refused, people can still answer all questions on one page and send them.
type DraftLimits struct {
	Pause      time.Duration // between starting the form and saving it for the first time; a save that comes sooner waits
	Total      int64         // bytes of all drafts of a consultation
	PerNetwork int64         // bytes that one network can save at once, and again in each hour

	Files           int64 // bytes of all files that respondents have attached in a consultation, sent or not
	FilesPerNetwork int64 // bytes of files that one network can attach at once, and again in each hour
}

// DefaultDraftLimits are the limits of an installation: some 60,000 drafts of a
// consultation, and some 5,000 from one network in an hour; 1,000 files of 10 MB, and 50 from one network in an hour.
var DefaultDraftLimits = DraftLimits{
	Pause: 2 * time.Second, Total: 256 << 20, PerNetwork: 32 << 20, Files: 10 << 30, FilesPerNetwork: 500 << 20,
}

const (
	maxDraftNetworks = 50_000           // networks remembered, in memory only
	recountEvery     = 30 * time.Second // how old the sum of the drafts of a consultation may be
	maxDraftValue    = 500              // characters of a field that is no text
)

// The errors for drafts that are not saved.
var (
	ErrDraftTooLong = fault.New(fault.TooLarge, "One of your answers is too long to save. Shorten it and try again.")
	ErrDraftsFull   = fault.New(
		fault.Busy,
		"We cannot save unfinished answers at the moment. You can still answer all the questions on one page and send them.",
	)
	errFilesFull = fault.New(
		fault.Busy,
		"We cannot store more files at the moment. Send your answers without the file, or try again in an hour.",
	)
)

// draftTotals knows how much has been saved. It is only in memory.
type draftTotals struct {
	mu       sync.Mutex
	totals   map[string]draftTotal // by consultation
	networks map[netip.Prefix]*rate.Limiter
}

type draftTotal struct {
	bytes   int64
	counted time.Time
}

// checkDraftLength returns ErrDraftTooLong if an answer is longer than its question
// allows, or is not an answer to form.
func checkDraftLength(form *survey.Form, answers survey.Raw) error {
	longest := map[string]int{survey.ShownField: survey.MaxQuestions * (survey.MaxID + 1), survey.OrderField: len("120")}
	for i := range form.Pages {
		for j := range form.Pages[i].Questions {
			addLongest(longest, form, &form.Pages[i].Questions[j])
		}
	}
	return checkLengths(longest, answers)
}

// CheckAnswerLength returns ErrDraftTooLong if an answer that is to be saved is longer than
// question q of form allows, or has fields that are not those of q.
func CheckAnswerLength(form *survey.Form, q *survey.Question, answer survey.Raw) error {
	longest := map[string]int{}
	addLongest(longest, form, q)
	return checkLengths(longest, answer)
}

// addLongest sets the length in characters that each field of q can have.
func addLongest(longest map[string]int, form *survey.Form, q *survey.Question) {
	for _, name := range form.Fields(q) {
		longest[name] = maxDraftValue
		if name == q.ID {
			longest[name] = max(maxDraftValue, q.MaxLength)
		}
		if name == q.ID && q.Kind == survey.Places {
			longest[name] = survey.MaxPlacesBytes
		}
		if name == q.ID && q.Kind == survey.LongText && q.MaxLength == 0 {
			longest[name] = survey.MaxLongText
		}
	}
}

func checkLengths(longest map[string]int, answers survey.Raw) error {
	for name, values := range answers {
		n, known := longest[name]
		if !known || len(values) > survey.MaxOptions {
			return ErrDraftTooLong
		}
		for _, value := range values {
			if utf8.RuneCountInString(value) > n {
				return ErrDraftTooLong
			}
		}
	}
	return nil
}

// AllowDraft returns an error if size more bytes of answers to consultation that have
// not been sent may not be saved by from. A network that is not known has no limit of
// its own. It counts outside of the transaction that saves.
func (s *Service) AllowDraft(ctx context.Context, consultation string, from netip.Prefix, size int) (err error) {
	return s.draftTotals.allow(s.Now(), consultation, from, int64(size), s.Drafts.Total, s.Drafts.PerNetwork, ErrDraftsFull,
		func() (int64, error) { return s.sizeOfDrafts(ctx, consultation) })
}

// allowFile is AllowDraft for a file of size bytes that is attached to the answers of d.
func (s *Service) allowFile(ctx context.Context, d *Draft, size int64) error {
	return s.fileTotals.allow(s.Now(), d.Consultation, d.From, size, s.Drafts.Files, s.Drafts.FilesPerNetwork, errFilesFull,
		func() (n int64, err error) {
			err = s.DB.View(ctx, func(tx *db.Tx) error {
				n, err = db.One(ctx, tx, db.Int,
					`SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM intake_file WHERE consultation = $1`, d.Consultation)
				return err
			})
			return n, err
		})
}

// allow returns full if size more bytes exceed most, which all of consultation may have, or perHour, which from may save
// in an hour; 0 is no limit. count returns how many bytes are stored.
func (t *draftTotals) allow(
	now time.Time, consultation string, from netip.Prefix, size, most, perHour int64, full error, count func() (int64, error),
) (err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if perHour > 0 && from.IsValid() && !t.limiter(from, perHour).AllowN(now, int(size)) {
		return full
	}
	if most == 0 {
		return nil
	}
	total := t.totals[consultation]
	if now.Sub(total.counted) > recountEvery {
		if total.bytes, err = count(); err != nil {
			return err
		}
		total.counted = now
	}
	if total.bytes+size > most {
		return full
	}
	total.bytes += size
	if t.totals == nil {
		t.totals = map[string]draftTotal{}
	}
	t.totals[consultation] = total
	return nil
}

// limiter returns the limiter of a network. The caller holds t.mu.
func (t *draftTotals) limiter(from netip.Prefix, perHour int64) *rate.Limiter {
	if t.networks == nil || len(t.networks) >= maxDraftNetworks {
		t.networks = map[netip.Prefix]*rate.Limiter{} // the total still applies
	}
	limit := t.networks[from]
	if limit == nil {
		limit = rate.NewLimiter(rate.Limit(float64(perHour)/time.Hour.Seconds()), int(perHour))
		t.networks[from] = limit
	}
	return limit
}

func (s *Service) sizeOfDrafts(ctx context.Context, consultation string) (n int64, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		n, err = db.One(ctx, tx, db.Int,
			`SELECT COALESCE(SUM(LENGTH(sealed)), 0) FROM intake_draft WHERE consultation = $1`, consultation)
		if err != nil || s.OtherDrafts == nil {
			return err
		}
		others, err := s.OtherDrafts(ctx, tx, consultation)
		n += others
		return err
	})
	return n, err
}

// IdleDays is after how many days a draft is deleted whose respondent has not asked to
// come back to it. No one can open it once the browser was closed.
const IdleDays = 7

// idleSince returns the day before which an idle draft was last saved.
func idleSince(now time.Time) string { return now.UTC().AddDate(0, 0, -IdleDays).Format(time.DateOnly) }

// HasIdleDrafts reports whether DeleteIdleDrafts would delete any.
func HasIdleDrafts(ctx context.Context, tx *db.Tx, now time.Time) (bool, error) {
	return db.One(ctx, tx, db.Bool, `SELECT COUNT(*) > 0 FROM intake_draft WHERE NOT kept AND day < $1`, idleSince(now))
}

// DeleteIdleDrafts deletes up to limit of the drafts that were last saved more than
// IdleDays before now and that no one has asked to keep.
func DeleteIdleDrafts(ctx context.Context, tx *db.Tx, now time.Time, limit int) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM intake_draft
		WHERE id IN (SELECT id FROM intake_draft WHERE NOT kept AND day < $1 LIMIT $2)`, idleSince(now), limit)
}
