package staffnotice

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
)

const eventColumns = `e.id, e.kind, e.org, e.audience, e.title, e.lang, e.link, e.due, e.happened_at`

func scanEvent(row db.Row) (e Event, err error) {
	return scanEventWith(row)
}

func scanEventWith(row db.Row, more ...any) (e Event, err error) {
	audience := ""
	if err := row.Scan(append([]any{&e.id, &e.Kind, &e.Org, &audience, &e.Title, &e.Lang, &e.Link, db.ScanTime(&e.Due),
		db.ScanTime(&e.happenedAt)}, more...)...); err != nil {
		return e, err
	}
	return e, json.Unmarshal([]byte(audience), &e.Audience)
}

func getEvent(ctx context.Context, tx *db.Tx, id string) (Event, error) {
	return db.One(ctx, tx, scanEvent, `SELECT `+eventColumns+` FROM staffnotice_event e WHERE e.id = $1`, id)
}

// missing returns those of events that are not stored.
func missing(ctx context.Context, tx *db.Tx, events []Event) ([]Event, error) {
	ids := make([]any, len(events))
	for i, e := range events {
		ids[i] = e.ID()
	}
	list, args := db.In(1, ids)
	stored, err := db.All(ctx, tx, db.Text, `SELECT id FROM staffnotice_event WHERE id IN `+list, args...)
	return slices.DeleteFunc(slices.Clone(events), func(e Event) bool { return slices.Contains(stored, e.ID()) }), err
}

// insertNotice stores the notice of e for a person, unless it is there.
func insertNotice(ctx context.Context, tx *db.Tx, e Event, person string, digestAt time.Time) (inserted bool, err error) {
	n, err := tx.Exec(ctx, `INSERT INTO staffnotice_notice (person, event, happened_at, read_at, digest_at)
		VALUES ($1, $2, $3, '', $4) ON CONFLICT (event, person) DO NOTHING`,
		person, e.id, db.Time(e.happenedAt), db.Time(digestAt))
	return n > 0, err
}

func scanNotice(row db.Row) (n Notice, err error) {
	var read time.Time
	n.Event, err = scanEventWith(row, db.ScanTime(&read))
	n.HappenedAt, n.Read = n.Event.happenedAt, !read.IsZero()
	return n, err
}

// newestNotice is the order of the notices of a person.
var newestNotice = db.Order{Columns: []db.Column{{Name: "n.happened_at"}, {Name: "n.event"}}, Descending: true}

// listNotices returns a page of the notices of a person, the newest first: all, or those that they have not read.
func listNotices(ctx context.Context, tx *db.Tx, person string, unread bool, at string, size int) (db.Page[Notice], error) {
	where := `n.person = $1`
	if unread {
		where += ` AND n.read_at = ''`
	}
	return db.ReadPage(ctx, tx, scanNotice, func(n Notice) []any { return []any{db.Time(n.HappenedAt), n.Event.id} },
		db.PageQuery{Order: newestNotice, At: at, Size: size},
		`SELECT `+eventColumns+`, n.read_at FROM staffnotice_notice n JOIN staffnotice_event e ON e.id = n.event`,
		where, person)
}

// countUnread returns how many of the newest MaxUnread unread notices of by concern them.
func countUnread(ctx context.Context, tx *db.Tx, by actor.Actor) (n int64, err error) {
	page, err := listNotices(ctx, tx, by.ID, true, "", MaxUnread)
	for i := range page.Items {
		if page.Items[i].Event.concerns(by) {
			n++
		}
	}
	return n, err
}

// markRead marks a notice of a person as read, or all of them.
func markRead(ctx context.Context, tx *db.Tx, person, event string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE staffnotice_notice SET read_at = $1
		WHERE person = $2 AND read_at = '' AND ($3 = '' OR event = $3)`, db.Time(now), person, event)
	return err
}

type chosen struct {
	person, kind string
	mail         Choice
}

func scanChosen(row db.Row) (c chosen, err error) { return c, row.Scan(&c.person, &c.kind, &c.mail) }

// choicesOf returns what a person has chosen, by kind.
func choicesOf(ctx context.Context, tx *db.Tx, person string) (map[string]Choice, error) {
	all, err := db.All(ctx, tx, scanChosen, `SELECT person, kind, mail FROM staffnotice_choice WHERE person = $1`, person)
	byKind := map[string]Choice{}
	for _, c := range all {
		byKind[c.kind] = c.mail
	}
	return byKind, err
}

func setChoice(ctx context.Context, tx *db.Tx, person, kind string, mail Choice) error {
	_, err := tx.Exec(ctx, `INSERT INTO staffnotice_choice (person, kind, mail) VALUES ($1, $2, $3)
		ON CONFLICT (person, kind) DO UPDATE SET mail = excluded.mail`, person, kind, string(mail))
	return err
}

// choicesAbout returns what people have chosen about a kind, by account.
func choicesAbout(ctx context.Context, tx *db.Tx, kind string, people []Person) (map[string]Choice, error) {
	ids := make([]any, len(people))
	for i, p := range people {
		ids[i] = p.Actor.ID
	}
	list, args := db.In(2, ids)
	all, err := db.All(ctx, tx, scanChosen, `SELECT person, kind, mail FROM staffnotice_choice
		WHERE kind = $1 AND person IN `+list, append([]any{kind}, args...)...)
	byPerson := map[string]Choice{}
	for _, c := range all {
		byPerson[c.person] = c.mail
	}
	return byPerson, err
}

// digestPeople returns the first people after one whose notices have waited for a digest since before a time.
func digestPeople(ctx context.Context, tx *db.Tx, after string, before time.Time, most int) ([]string, error) {
	return db.All(ctx, tx, db.Text, `SELECT DISTINCT person FROM staffnotice_notice
		WHERE digest_at <> '' AND digest_at < $1 AND person > $2 ORDER BY person LIMIT $3`, db.Time(before), after, most)
}

// readDigest returns the newest of the notices of a person that have waited since before a time, and their number.
func readDigest(ctx context.Context, tx *db.Tx, person string, before time.Time) (newest []Notice, n int64, err error) {
	const waiting = `n.person = $1 AND n.digest_at <> '' AND n.digest_at < $2`
	if n, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM staffnotice_notice n WHERE `+waiting, person, db.Time(before)); err != nil {
		return nil, 0, err
	}
	newest, err = db.All(ctx, tx, scanNotice, `SELECT `+eventColumns+`, n.read_at
		FROM staffnotice_notice n JOIN staffnotice_event e ON e.id = n.event
		WHERE `+waiting+` ORDER BY n.digest_at DESC, n.event DESC LIMIT $3`, person, db.Time(before), maxInDigest)
	return newest, n, err
}

func clearDigest(ctx context.Context, tx *db.Tx, person string, before time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE staffnotice_notice SET digest_at = ''
		WHERE person = $1 AND digest_at <> '' AND digest_at < $2`, person, db.Time(before))
	return err
}

// eventsBefore returns the first events before a time.
func eventsBefore(ctx context.Context, tx *db.Tx, before time.Time, most int) ([]string, error) {
	return db.All(ctx, tx, db.Text, `SELECT id FROM staffnotice_event WHERE happened_at < $1 ORDER BY happened_at LIMIT $2`,
		db.Time(before), most)
}

// deleteEvents deletes events with their notices.
func deleteEvents(ctx context.Context, tx *db.Tx, ids []string) error {
	list, args := db.In(1, db.Args(ids))
	if _, err := tx.Exec(ctx, `DELETE FROM staffnotice_notice WHERE event IN `+list, args...); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM staffnotice_event WHERE id IN `+list, args...)
	return err
}
