package intake_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/schema"
	"github.com/folkmoot/folkmoot/internal/seal"
	"github.com/folkmoot/folkmoot/internal/unlink"
	"github.com/folkmoot/folkmoot/survey"
)

// linkedPeople is how many people respond in the tests of this file. With so many, a
// random order is hardly ever taken for the order of arrival: see isLinked.
const linkedPeople = 40

// attacked is an installation to which people have responded one after another, and
// what somebody has who wants to know which answers belong to which address: its
// database as SQL and as files, and all keys.
type attacked struct {
	*fixture
	dsn    string
	raw    *sql.DB // a connection without the conventions of package db
	box    *seal.Keyring
	unlink *unlink.Rewriter
	runner *jobs.Runner

	responded int // how many people have responded
}

type discardingServer struct{}

func (discardingServer) Send(context.Context, mail.Message) error { return nil }
func (discardingServer) Delivers() bool                           { return true }

func newAttacked(t *testing.T, dsn string) *attacked {
	t.Helper()
	d := dbtest.Open(t, dsn)
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "test.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	a := &attacked{dsn: dsn}
	if a.box, err = seal.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.box.Close() })
	withContacts := park
	withContacts.Forms = slices.Clone(park.Forms)
	withContacts.Forms[0].Pages = append(slices.Clone(park.Forms[0].Pages), survey.Page{ID: "contact", Questions: []survey.Question{
		{ID: "mail", Kind: survey.Email, Text: "Email address?"}, {ID: "name", Kind: survey.FullName, Text: "Name?"},
		{ID: "home", Kind: survey.Address, Text: "Address?"}, {ID: "phone", Kind: survey.Telephone, Text: "Telephone?"},
	}})
	a.fixture = newFixtureWith(t, d, log, a.box.Seal, withContacts)
	a.intake.Notify = &notify.Queue{Box: a.box}
	a.runner = &jobs.Runner{DB: d, Log: slog.New(slog.DiscardHandler), Lease: time.Minute, MaxAttempts: 3, PollInterval: time.Millisecond}
	(&notify.Mailer{
		DB: d, Box: a.box, Carrier: discardingServer{}, PerMinute: 1 << 40,
		Render: func(context.Context, notify.RenderInput) (notify.Rendered, error) { return notify.Rendered{}, nil },
	}).RegisterJobs(a.runner)
	a.unlink = unlink.New(d, time.Now, slices.Concat(
		intake.UnlinkableTables, notify.UnlinkableTables, jobs.UnlinkableTables, record.UnlinkableTables)...)
	driver := "sqlite"
	if db.IsPostgres(dsn) {
		driver = "pgx"
	}
	if a.raw, err = sql.Open(driver, dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.raw.Close() })
	return a
}

func address(person int) string { return fmt.Sprintf("person-%d@example.org", person) }

// respond sends the responses of more people, some seconds apart, each with contact
// details. Each asks for the receipt by email, and it is sent.
func (a *attacked) respond(people int) {
	a.t.Helper()
	for range people {
		i := a.responded
		a.responded++
		a.setNow(a.now.Load().Add(37 * time.Second))
		r := a.newResponse(survey.Raw{
			"use": {"yes"}, "why": {fmt.Sprintf("answer of person %d.", i)}, "sex": {"female"}, "mail": {address(i)},
			"name": {fmt.Sprintf("Person %d", i)}, "home": {fmt.Sprintf("%d The Street", i)}, "phone": {fmt.Sprintf("0116 496 %04d", i)},
		})
		got := a.send(r)
		m := intake.EmailRequest{To: address(i), Lang: "en", Link: "/receipt"}
		if err := a.intake.EmailReceipt(a.t.Context(), "park", got.Leaf.Code(), r.Key.EmailSubject(), m); err != nil {
			a.t.Fatal(err)
		}
		if worked, err := a.runner.RunOne(a.t.Context()); err != nil || !worked {
			a.t.Fatal("the receipt was not sent", err)
		}
	}
}

// rewrite rewrites the rows, and waits until no other test that uses the server of
// databases keeps older copies of them.
func (a *attacked) rewrite() {
	a.t.Helper()
	for range 600 {
		complete, err := a.unlink.RewriteAll(a.t.Context())
		if err != nil {
			a.t.Fatal(err)
		}
		if complete {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	a.t.Fatal("older copies of the rows could not be removed")
}

// texts returns the rows of a query that an attacker runs, or nil if it is not
// possible on this engine.
func (a *attacked) texts(query string) (all []string) {
	a.t.Helper()
	rows, err := a.raw.QueryContext(a.t.Context(), query)
	if err != nil {
		a.t.Logf("%s: %v", query, err)
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			a.t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// people maps whatever identifies a person in a table to the number of the person:
// ids and bytes of contacts, which the attacker decrypts, and tags of addresses.
func (a *attacked) people() map[string]int {
	a.t.Helper()
	known := map[string]int{}
	var sealed map[string][]byte
	err := a.d.View(a.t.Context(), func(tx *db.Tx) (err error) {
		sealed, err = sealedContacts(a.t.Context(), tx)
		return err
	})
	if err != nil {
		a.t.Fatal(err)
	}
	for id, bytes := range sealed {
		plain, err := a.box.Open("park", bytes)
		if err != nil {
			a.t.Fatal(err)
		}
		details, err := intake.DecodeContact(plain)
		if err != nil {
			a.t.Fatal(err)
		}
		var n int
		fmt.Sscanf(details[slices.IndexFunc(details, func(c survey.Contact) bool { return c.Kind == survey.Email })].Text, "person-%d@", &n)
		known[id] = n
		known["sealed:"+string(bytes)] = n
	}
	for i := range linkedPeople {
		tag, err := a.box.Tag("park", mail.FoldAddress(address(i)))
		if err != nil {
			a.t.Fatal(err)
		}
		known[tag] = i
		for _, id := range a.texts(`SELECT id FROM notify_notification WHERE tag = '` + tag + `'`) {
			known[id] = i
		}
	}
	return known
}

// isLinked reports whether order, in which somebody found the people, tells in which
// order they responded: more than a quarter of them are in their place, or the
// order agrees with it or with its reverse (Kendall's τ above 0.45). For a random
// order of 40 people, either has a probability below 1 in 20,000.
func isLinked(order []int) bool {
	inPlace, agree, pairs := 0, 0, 0
	for i, person := range order {
		if person == i {
			inPlace++
		}
		for _, later := range order[i+1:] {
			if pairs++; later > person {
				agree++
			} else {
				agree--
			}
		}
	}
	return len(order) > 10 && (4*inPlace > len(order) || 100*max(agree, -agree) > 45*pairs)
}

// attack returns the ways by which people can be linked to their responses.
func (a *attacked) attack() (ways []string) {
	a.t.Helper()
	known := a.people()
	try := func(way string, found []string) {
		var order []int
		for _, key := range found {
			if n, ok := known[key]; ok && !slices.Contains(order, n) {
				order = append(order, n)
			}
		}
		if isLinked(order) {
			ways = append(ways, way)
		}
	}
	physical := []string{"rowid", "ctid", "CAST(CAST(xmin AS TEXT) AS BIGINT), ctid", "1"}
	for _, from := range []struct{ id, table, times string }{
		{"id", "intake_contact", ""},
		{"id", "intake_contact WHERE kind = 'email'", ""},
		{"id", "intake_contact WHERE consultation = 'park'", ""}, // by the index
		{"tag", "notify_notification WHERE tag <> ''", "queued_at, sent_at, due_at"},
		{"id", "notify_notification WHERE consultation = 'park'", "queued_at"},
		{"tag", "notify_last_sent", ""},
		{"key", "jobs_job WHERE kind = 'notification'", "run_at"},
	} {
		for _, order := range append(physical, "") {
			query := `SELECT ` + from.id + ` FROM ` + from.table
			by := strings.Trim(from.times+", "+order, ", ")
			if by != "" {
				query += ` ORDER BY ` + by
			}
			try(query, a.texts(query))
		}
	}
	// On PostgreSQL: rows of one transaction.
	linked := a.texts(`SELECT c.id FROM intake_response r JOIN intake_contact c ON CAST(r.xmin AS TEXT) = CAST(c.xmin AS TEXT)
		GROUP BY c.id HAVING COUNT(*) = 1`)
	if len(linked) > 0 {
		ways = append(ways, "xmin of responses and contacts")
	}
	linked = a.texts(`SELECT c.id FROM record_leaf l JOIN intake_contact c ON CAST(l.xmin AS TEXT) = CAST(c.xmin AS TEXT)
		GROUP BY c.id HAVING COUNT(*) = 1`)
	if len(linked) > 0 {
		ways = append(ways, "xmin of entries of the record and contacts")
	}
	for _, table := range []string{"intake_contact", "notify_notification", "notify_last_sent", "jobs_job"} {
		var found []string
		for line := range strings.Lines(a.contents()) { // in the order of a backup
			if strings.HasPrefix(line, table+" ") {
				found = append(found, strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" []\n", r) })...)
			}
		}
		try("the order of a backup of "+table, found)
	}
	for name, content := range a.files() {
		ways = append(ways, attackFile(name, content, known)...)
	}
	return ways
}

// files returns the files of the database that an attacker has.
func (a *attacked) files() map[string][]byte {
	a.t.Helper()
	all := map[string][]byte{}
	if !db.IsPostgres(a.dsn) {
		for _, suffix := range []string{"", "-wal", "-shm"} {
			content, err := os.ReadFile(a.dsn + suffix)
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				a.t.Fatal(err)
			}
			all["file"+suffix] = content
		}
		return all
	}
	if _, err := a.raw.ExecContext(a.t.Context(), `CHECKPOINT`); err != nil {
		a.t.Logf("the tables are not on disk: %v", err)
		return nil
	}
	for _, table := range []string{"intake_contact", "intake_contact_pkey", "notify_notification", "notify_notification_pkey"} {
		var content []byte
		err := a.raw.QueryRowContext(a.t.Context(), `SELECT pg_read_binary_file(pg_relation_filepath($1::text::regclass))`, table).Scan(&content)
		if err != nil {
			a.t.Logf("the file of %s cannot be read: %v", table, err)
			continue
		}
		all["file of "+table] = content
	}
	return all
}

// attackFile tries the places at which people are found in a file: their order in the
// file and on its pages, and older copies of what should be there once.
func attackFile(name string, content []byte, known map[string]int) (ways []string) {
	pageSize := 4096
	if strings.HasPrefix(name, "file of ") {
		pageSize = 8192
	}
	type place struct{ person, at int }
	var first, last []place
	var copies []string
	for key, person := range known {
		needle := []byte(key)
		if sealed, ok := strings.CutPrefix(key, "sealed:"); ok {
			if needle = []byte(sealed); bytes.Count(content, needle) > 1 {
				copies = append(copies, describePlaces(content, needle, pageSize))
			}
		}
		if at := bytes.Index(content, needle); at >= 0 {
			first, last = append(first, place{person, at}), append(last, place{person, bytes.LastIndex(content, needle)})
		}
	}
	if len(copies) > 0 {
		ways = append(ways, fmt.Sprintf("%d older copies in the %s: %s", len(copies), name, strings.Join(copies, "; ")))
	}
	if strings.HasSuffix(name, "-wal") && len(first) > 0 {
		ways = append(ways, "older copies in the "+name)
	}
	for _, found := range [][]place{first, last} {
		slices.SortFunc(found, func(a, b place) int { return a.at - b.at })
		var order []int
		agree, pairs := 0, 0
		for i, p := range found {
			if !slices.Contains(order, p.person) {
				order = append(order, p.person)
			}
			for _, q := range found[i+1:] {
				if q.person == p.person || q.at/pageSize != p.at/pageSize {
					continue
				}
				if pairs++; q.person > p.person {
					agree++
				} else {
					agree--
				}
			}
		}
		if isLinked(order) {
			ways = append(ways, "order in the "+name)
		}
		if pairs > 100 && 100*max(agree, -agree) > 45*pairs {
			ways = append(ways, "order on the pages of the "+name)
		}
	}
	return ways
}

// describePlaces says where needle is in a file: the page, the first bytes of the page,
// which tell its kind, and the place on it.
func describePlaces(content, needle []byte, pageSize int) string {
	var b strings.Builder
	for at := 0; ; {
		i := bytes.Index(content[at:], needle)
		if i < 0 {
			return b.String()
		}
		at += i
		start := at / pageSize * pageSize
		fmt.Fprintf(&b, "page %d (% x) at %d ", at/pageSize+1, content[start:start+8], at-start)
		at++
	}
}

// Row B1 of docs/faults.md. Somebody with the database as SQL and as files and with all
// keys can link addresses to answers until the rows are rewritten, and no longer.
func TestNobodyWithDatabaseAndKeysCanLinkAddressesToAnswers(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		a := newAttacked(t, dsn)
		a.respond(linkedPeople)
		before := a.attack()
		t.Logf("before: %q", before)
		if len(before) == 0 {
			t.Error("the attack finds nothing before the rows are rewritten, so it cannot show anything")
		}
		rows := a.contents()
		a.rewrite()
		if after := a.attack(); len(after) > 0 {
			t.Errorf("addresses can be linked by %q", after)
		}
		if again := a.contents(); again != rows {
			t.Errorf("the rows have changed:\n%s\nbefore:\n%s", again, rows)
		}
		a.checkTotals(linkedPeople, map[intake.ResponseState]int64{intake.Counted: linkedPeople})
	})
}

// Row B15 of docs/faults.md. Names, postal addresses, telephone numbers and email
// addresses are in no table in plain text, whether they were asked for in one form or
// another; with the key of their consultation they can be read, those of one person
// together.
func TestContactDetailsAreEncryptedInEveryTable(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		a := newAttacked(t, dsn)
		a.respond(3)
		tables, err := schema.Tables(schema.Migrations)
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		if err := a.d.View(t.Context(), func(tx *db.Tx) error {
			for _, table := range tables {
				if err := tx.Dump(t.Context(), table, func([]string) error { return nil }, func(row []any) error {
					rows++
					for _, plain := range []string{"Person 1", "1 The Street", "0116 496 0001", address(1)} {
						if text := fmt.Sprintf("%s", row); strings.Contains(text, plain) {
							t.Errorf("%s contains %q: %s", table, plain, text)
						}
					}
					return nil
				}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil || rows < 10 {
			t.Fatalf("%d rows, %v", rows, err)
		}
		var together int
		if err := a.d.View(t.Context(), func(tx *db.Tx) error {
			sealed, err := sealedContacts(t.Context(), tx)
			for _, s := range sealed {
				plain, err := a.box.Open("park", s)
				if err != nil {
					return err
				}
				details, err := intake.DecodeContact(plain)
				if err != nil {
					return err
				}
				if len(details) == 4 {
					together++
				}
			}
			return err
		}); err != nil || together != 3 {
			t.Errorf("the details of %d people can be read together, want 3, %v", together, err)
		}
	})
}

// The rows that come later are rewritten together with the older ones around them.
func TestLaterResponsesAreNotToldApartFromEarlierOnes(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		a := newAttacked(t, dsn)
		for range 4 {
			a.respond(linkedPeople / 4)
			a.rewrite()
		}
		if after := a.attack(); len(after) > 0 {
			t.Errorf("addresses can be linked by %q", after)
		}
	})
}

// Nothing is lost or doubled while responses arrive and rows are rewritten, by two
// nodes at once.
func TestRewritingWhileResponsesArriveLosesNothing(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		a := newAttacked(t, dsn)
		ctx, stop := context.WithCancel(t.Context())
		var rewriting, sending sync.WaitGroup
		for range 2 {
			other := unlink.New(a.d, time.Now, slices.Concat(intake.UnlinkableTables, record.UnlinkableTables)...)
			rewriting.Go(func() {
				for ctx.Err() == nil {
					if _, err := other.RewriteAll(ctx); err != nil && ctx.Err() == nil {
						t.Error(err)
						return
					}
				}
			})
		}
		const people = 200
		for i := range people {
			r := a.newResponse(survey.Raw{"use": {"no"}, "mail": {address(i)}, "sex": {"male"}})
			sending.Go(func() { a.send(r) })
			if i%20 == 0 {
				sending.Wait()
			}
		}
		sending.Wait()
		stop() // in the middle of a window
		rewriting.Wait()
		a.checkTotals(people, map[intake.ResponseState]int64{intake.Counted: people})
		if n := len(a.texts(`SELECT id FROM intake_contact`)); n != people {
			t.Errorf("%d contacts, want %d", n, people)
		}
		if n := len(a.texts(`SELECT response FROM intake_monitoring`)); n != people {
			t.Errorf("%d rows of monitoring answers, want %d", n, people)
		}
	})
}

// contents returns all rows of the tables that are rewritten, in the order of a backup
// and without the column that says whether they were.
func (a *attacked) contents() string {
	a.t.Helper()
	var b strings.Builder
	err := a.d.View(a.t.Context(), func(tx *db.Tx) error {
		for _, table := range slices.Concat(intake.UnlinkableTables, notify.UnlinkableTables, jobs.UnlinkableTables, record.UnlinkableTables) {
			settled := 0
			if err := tx.Dump(a.t.Context(), table.Name, func(columns []string) error {
				settled = slices.Index(columns, "settled")
				return nil
			}, func(row []any) error {
				_, err := fmt.Fprintln(&b, table.Name, slices.Delete(slices.Clone(row), settled, settled+1))
				return err
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return b.String()
}

// sealedContacts returns the sealed contacts for the park by their ids.
func sealedContacts(ctx context.Context, tx *db.Tx) (map[string][]byte, error) {
	all := map[string][]byte{}
	return all, intake.EachContact(ctx, tx, "park", func(c intake.Contact) error {
		all[c.ID] = c.Sealed
		return nil
	})
}
