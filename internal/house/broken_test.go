package house

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"testing/fstest"
)

// sound returns a small house that keeps the plan: every room of it is there,
// and says what it is for.
func sound() fstest.MapFS {
	house := fstest.MapFS{
		"internal/schema/0001_record.sql": file("CREATE TABLE record_leaf (id TEXT PRIMARY KEY);"),
	}
	for _, line := range floors {
		for room := range strings.FieldsSeq(line) {
			if notBuilt[room] {
				continue
			}
			folder, name := "internal/"+room, room[strings.LastIndex(room, "/")+1:]
			switch {
			case atTheRoot[room]:
				folder = room
			case strings.HasPrefix(room, "cmd/"):
				folder, name = room, "main"
			}
			house[folder+"/room.go"] = file("// Package " + name + " is a room.\npackage " + name + "\n")
		}
	}
	return house
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

// Every rule is broken once, and the test of the house says so.
func TestTheHouseNoticesWhatIsBroken(t *testing.T) {
	if found, err := inspect(sound()); err != nil || len(found) > 0 {
		t.Fatalf("a sound house has faults: %q, %v", found, err)
	}
	ours := func(imports ...string) string {
		text := ""
		for _, i := range imports {
			text += fmt.Sprintf("import _ %q\n", strings.Replace(i, "ours/", module+"internal/", 1))
		}
		return text
	}
	in := func(name, rest string) *fstest.MapFile { return file("package " + name + "\n" + rest) }
	for _, test := range []struct {
		name  string
		files fstest.MapFS // put into a sound house
		want  string
	}{
		{"an import upwards", fstest.MapFS{"internal/consult/x.go": in("consult", ours("ours/intake"))}, "consult/x.go imports intake, which is not below it"},
		{"an import along the floor", fstest.MapFS{"internal/consult/x.go": in("consult", ours("ours/strategy"))}, "imports strategy, which is not below it"},
		{"a desk that knows another", fstest.MapFS{"internal/intake/intakeweb/x.go": in("intakeweb", ours("ours/consult/consultweb"))}, "imports consult/consultweb, which is not below it"},
		{"a room on no floor", fstest.MapFS{"internal/petition/x.go": in("petition", "")}, "petition is on no floor"},
		{"a room that is gone", fstest.MapFS{"internal/consult/room.go": nil}, "consult is on a floor, but it is not there"},
		{"an engine under internal", fstest.MapFS{"internal/survey/x.go": in("survey", "")}, "engines stand at the root"},
		{"a feature at the root", fstest.MapFS{"consult/x.go": in("consult", "")}, "all else under internal"},
		{"a vague name", fstest.MapFS{"internal/utils/x.go": in("utils", "")}, "name a package after what it is for"},
		{"a name that is not the folder's", fstest.MapFS{"internal/consult/x.go": in("talks", "")}, "is package talks"},
		{"a room that is silent", fstest.MapFS{"internal/consult/room.go": in("consult", "")}, "consult does not say what it is for"},
		{"a room that says another name", fstest.MapFS{"internal/consult/room.go": file("// Consultations are here.\npackage consult\n")}, `its comment begins with "Package consult"`},
		{"a long file", fstest.MapFS{"internal/consult/x.go": in("consult", strings.Repeat("\n", maxLines))}, "401 lines"},
		{"HTTP below page", fstest.MapFS{"internal/form/x.go": in("form", ours("net/http"))}, "imports net/http, which begins at page"},
		{"a connection past the door", fstest.MapFS{"internal/account/accountweb/x.go": in("accountweb", "import \"net/http\"\nvar answer, err = http.Get(\"https://example.org/\")")}, "uses http.Get; ask outbound"},
		{"a client of one's own", fstest.MapFS{"internal/app/x.go": in("app", "import \"net/http\"\nvar out = &http.Client{}")}, "uses http.Client; ask outbound"},
		{"a dialler of one's own", fstest.MapFS{"internal/letter/x.go": in("letter", "import \"net\"\nvar out net.Dialer")}, "uses net.Dialer; ask outbound"},
		{"HTML below page", fstest.MapFS{"internal/consult/x.go": in("consult", ours("html/template"))}, "imports html/template, which begins at page"},
		{"SQL above db", fstest.MapFS{"internal/app/x.go": in("app", ours("database/sql"))}, "imports database/sql, which only db and db/dbtest may"},
		{"a driver outside db", fstest.MapFS{"internal/record/x.go": in("record", ours("github.com/jackc/pgx/v5/stdlib"))}, "pgx/v5/stdlib, which only db"},
		{"an engine that reads files", fstest.MapFS{"survey/x.go": in("survey", ours("os"))}, "survey/x.go imports os; an engine does without"},
		{"an engine that asks the network", fstest.MapFS{"tally/x.go": in("tally", ours("net/netip"))}, "imports net/netip; an engine does without"},
		{"an engine that throws dice", fstest.MapFS{"disclose/x.go": in("disclose", ours("math/rand/v2"))}, "imports math/rand/v2; an engine does without"},
		{"an engine with a library", fstest.MapFS{"receipt/x.go": in("receipt", ours("filippo.io/age"))}, "imports filippo.io/age; an engine does without"},
		{"an engine that knows its neighbour", fstest.MapFS{"survey/x.go": in("survey", ours(module+"disclose"))}, "imports disclose, which is not below it"},
		{"an engine that knows the house", fstest.MapFS{"tally/x.go": in("tally", ours("ours/fault"))}, "no more than a lower engine"},
		{"a test room in use", fstest.MapFS{"internal/app/x.go": in("app", ours("ours/browse"))}, "imports browse, which is for tests"},
		{"a clock from the air", fstest.MapFS{"internal/consult/x.go": in("consult", "import \"time\"\nvar begun = time.Now()")}, "uses time.Now"},
		{"a clock handed round", fstest.MapFS{"internal/consult/x.go": in("consult", "import \"time\"\nvar clock = time.Now")}, "uses time.Now"},
		{"a context from the air", fstest.MapFS{"internal/consult/x.go": in("consult", "import \"context\"\nvar ctx = context.TODO()")}, "uses context.TODO"},
		{"a setting from the air", fstest.MapFS{"internal/app/x.go": in("app", "import \"os\"\nvar key = os.Getenv(\"KEY\")")}, "uses os.Getenv"},
		{"what happens by itself", fstest.MapFS{"internal/app/x.go": in("app", "func init() {}")}, "has a func init"},
		{"the table of another", fstest.MapFS{"internal/consult/x.go": in("consult", "const q = `SELECT id\n\tFROM intake_response`")}, "names a table of intake"},
		{"a statement of what somebody sent", fstest.MapFS{"internal/consult/x.go": in("consult", "func (s *S) Find(ctx C, tx T, name string) { tx.Exec(ctx, `DELETE FROM consult_x WHERE id = '`+name+`'`) }\nfunc (d *D) do(r R) { d.Find(r.Context(), nil, r.Name) }")}, "puts a statement together in Find"},
		{"a statement that was put together before", fstest.MapFS{"internal/consult/x.go": in("consult", "func f(ctx C, tx T, by string) { q := `SELECT id FROM consult_x ORDER BY `; q += by; db.All(ctx, tx, db.Text, q) }")}, "puts a statement together in f"},
		{"a statement that is formatted", fstest.MapFS{"internal/consult/x.go": in("consult", "func f(ctx C, tx T, by string) { db.One(ctx, tx, db.Int, fmt.Sprintf(`SELECT %s FROM consult_x`, by)) }")}, "puts a statement together in f"},
		{"SQL of one engine", fstest.MapFS{"internal/consult/x.go": in("consult", "const q = `SELECT id FROM consult_paper WHERE title LIKE $1`")}, "has LIKE in SQL"},
		{"a gap in the migrations", fstest.MapFS{"internal/schema/0003_consult.sql": file("")}, "0003_consult.sql should begin with 0002_"},
		{"a migration of no feature", fstest.MapFS{"internal/schema/0002_petition.sql": file("")}, "named after no feature"},
		{"a migration that makes another's table", fstest.MapFS{"internal/schema/0002_consult.sql": file("CREATE TABLE intake_x (id TEXT);")}, "touches a table of intake"},
		{"a migration that points upwards", fstest.MapFS{"internal/schema/0002_consult.sql": file("CREATE TABLE consult_x (id TEXT REFERENCES intake_response (id));")}, "points to a table of intake"},
		{"a type of one engine", fstest.MapFS{"internal/schema/0002_consult.sql": file("CREATE TABLE consult_x (id SERIAL);")}, "has the word SERIAL"},
	} {
		t.Run(test.name, func(t *testing.T) {
			broken := sound()
			maps.Copy(broken, test.files)
			for name, f := range broken {
				if f == nil {
					delete(broken, name)
				}
			}
			found, err := inspect(broken)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(strings.Join(found, "\n"), test.want) {
				t.Errorf("found %q, want %q", found, test.want)
			}
		})
	}
}

// Too many doors need many rooms to lead to.
func TestTheHouseCountsDoors(t *testing.T) {
	broken, rooms := sound(), "fault actor equality db record evidence council consult strategy intake action analysis decision"
	text := "package progress\n"
	for room := range strings.FieldsSeq(rooms) {
		text += fmt.Sprintf("import _ %q\n", module+"internal/"+room)
	}
	broken["internal/progress/x.go"] = file(text)
	found, err := inspect(broken)
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("progress has 13 doors; %d is the most", maxDoors)
	if !strings.Contains(strings.Join(found, "\n"), want) {
		t.Errorf("found %q, want %q", found, want)
	}
}

func TestUnfitWordsAreFound(t *testing.T) {
	for text, unfit := range map[string]bool{
		"Read /wo" + "rk/plan first.":               true,
		"resolved https://registry.npm" + "js.org/": true,
		"GOPROXY=https://proxy.golang" + ".org":     true,
		"Written by a helper age" + "nt.":           true,
		"As agreed in our sess" + "ion, it is so.":  true,
		"A drop-in session is held on 4 June 2015.": false,
		"The cookie of the session is kept.":        false,
		"https://example.org/social/work/":          false,
		"An agent for equality":                     false,
	} {
		found, err := mentions(fstest.MapFS{"a.md": file("A line.\n" + text)})
		if err != nil {
			t.Fatal(err)
		}
		if (len(found) > 0) != unfit {
			t.Errorf("%q: found %q", text, found)
		}
	}
}
