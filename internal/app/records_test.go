package app_test

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/edit/editweb"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
)

func colleague(id string) crawltest.Role {
	return crawltest.Role{Name: id, Actor: actor.Actor{ID: id, Org: actor.CouncilOrg, Name: id, Capabilities: actor.AllCapabilities,
		Roles: actor.AllRoles}}
}

// recordEditor edits records of one kind through their pages, and knows no field of them.
type recordEditor struct {
	*testing.T
	site *staffSite
	kind edit.Kind
	path string // of the record

	notSetUp     bool   // the only record of its kind has no values at first
	consultation string // of the record, if every consultation has one
	ann          crawltest.Role
	bob          crawltest.Role
}

// load returns what is published.
func (e *recordEditor) load(ref string) (v edit.Values) {
	e.Helper()
	err := e.site.app.DB.View(e.Context(), func(tx *db.Tx) (err error) { v, err = e.kind.Load(e.Context(), tx, ref); return err })
	if err != nil && !fault.Is(err, fault.NotFound) {
		e.Fatal(err)
	}
	return v
}

// form returns the form of a page whose action has this end, as the person sees it.
func (e *recordEditor) form(who crawltest.Role, path, action string) *browsertest.Form {
	e.Helper()
	return e.forms(e.site.crawl.Get(who, path), action)[0]
}

// forms returns the forms of a page whose action has this end. There is one.
func (e *recordEditor) forms(d *browsertest.Document, action string) (all []*browsertest.Form) {
	e.Helper()
	for _, f := range d.Forms() {
		if f.Method == http.MethodPost && strings.HasSuffix(f.Action.Path, action) {
			all = append(all, f)
		}
	}
	if len(all) == 0 {
		e.Fatalf("%s: no form for %s", d.URL, action)
	}
	return all
}

// send sends a form with a button and changed fields, and expects a status.
func (e *recordEditor) send(who crawltest.Role, f *browsertest.Form, do string, want int, changed edit.Values) *browsertest.Document {
	e.Helper()
	values := f.Unchanged()
	if changed != nil {
		values = url.Values{"version": values["version"], "seen": values["seen"], "key": values["key"]}
	}
	maps.Copy(values, editweb.FormValues(&e.kind, changed))
	return e.post(who, f.Action.Path, do, want, values)
}

// sendForm sends the form of a page to itself with a button and changed inputs, and expects a status.
func (e *recordEditor) sendForm(who crawltest.Role, path, do string, want int, changed url.Values) *browsertest.Document {
	e.Helper()
	values := e.form(who, path, path).Unchanged()
	maps.Copy(values, changed)
	return e.post(who, path, do, want, values)
}

func (e *recordEditor) post(who crawltest.Role, path, do string, want int, values url.Values) *browsertest.Document {
	e.Helper()
	values.Set("do", do)
	got := e.site.crawl.Request(who, http.MethodPost, path, values, nil)
	if got.Status != want {
		e.Fatalf("%s by %s: status %d, want %d\n%.3000s", do, who.Name, got.Status, want, got.Body)
	}
	return got
}

// act presses a button on the page of the record.
func (e *recordEditor) act(who crawltest.Role, do string, want int) {
	e.Helper()
	e.send(who, e.form(who, e.path, e.path), do, want, nil)
}

// Every registered kind of record goes its whole way in the browser: a draft survives, another person approves it, it is
// published, two people edit it at once, a file changes it meanwhile, only what both changed is asked, and an earlier version
// comes back. Another person approves and publishes in one step. No one approves their own change, and others see nothing
// of it. A file cannot store a line that the form would refuse.
func TestEveryKindOfRecordIsEdited(t *testing.T) {
	t.Parallel()
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		cfg := app.Config{}
		if db.IsPostgres(dsn) {
			cfg.Database = dsn
		}
		site := newStaffSiteOn(t, cfg, strictDemo(t))
		kinds := site.app.Records()
		if len(kinds) == 0 {
			t.Fatal("no kind of record is registered")
		}
		for _, k := range kinds {
			if k.EditPath != nil { // TestDraftOfAConsultationIsApprovedByAnother edits it on its own pages
				continue
			}
			t.Run(k.Name, func(t *testing.T) {
				if titled := titledSections(k); len(k.Fields) > 10 && titled < 2 {
					t.Errorf("the form has %d fields and %d sections for its menu", len(k.Fields), titled)
				}
				e := &recordEditor{T: t, site: site, kind: k, ann: colleague("ann"), bob: colleague("bob")}
				if k.OfConsultation != nil {
					e.consultation = defineReleased(t, site.app, "benches")
				}
				e.refusesLongLines()
				ref := e.publishFirst()
				e.editAtOnce(ref)
				e.meetImport(ref)
				e.goBack(ref)
				e.checkAudit(ref)
			})
		}
	})
}

// strictDemo is minimalDemo for a council in which another person approves everything.
func strictDemo(t *testing.T) fstest.MapFS {
	t.Helper()
	return ofTwoPeople(t, minimalDemo(t))
}

// publishRecord publishes values as a record that was edited in the browser, or as a file does.
func publishRecord(ctx context.Context, a *app.App, k edit.Kind, by actor.Actor, ref string, v edit.Values) error {
	_, err := a.Edit.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
		return k.Publish(ctx, &definition.Loading{Tx: tx, Record: w, By: by}, ref, v)
	})
	return err
}

// mayNot expects that the person, who wrote a part of the record, may not do this to it. That is not tried for kinds that
// people may approve themselves.
func (e *recordEditor) mayNot(who crawltest.Role, do string) {
	e.Helper()
	if !e.kind.OwnApproval {
		e.act(who, do, http.StatusForbidden)
	}
}

func titledSections(k edit.Kind) (n int) {
	for _, f := range k.Fields {
		if f.Section != "" {
			n++
		}
	}
	return n
}

// keepStoredRows adds to the example the rows of the demonstration that have been published and cannot change.
func (e *recordEditor) keepStoredRows(ref string) {
	stored := e.load(ref)
	e.notSetUp = e.kind.Only != "" && len(stored.Text(e.kind.Fields[0].Name)) == 0
	e.kind.Example = e.kind.Example.Clone()
	for _, f := range e.kind.Fields {
		if slices.ContainsFunc(f.Columns, func(c edit.Field) bool { return c.Kind == edit.Kept }) {
			e.kind.Example.SetRows(f.Name, stored.Rows(f.Name))
		}
	}
}

// publishFirst publishes the example and returns its reference.
func (e *recordEditor) publishFirst() (ref string) {
	e.Helper()
	start := e.kind.Path + "/new"
	if e.kind.Single() {
		ref = e.kind.Only + e.consultation
		e.keepStoredRows(ref)
		e.path = e.kind.RecordPath(ref)
		start = e.path + "/edit"
	}
	saved := e.send(e.ann, e.form(e.ann, start, start), "save", http.StatusSeeOther, e.kind.Example)
	to := saved.Header.Get("Location")
	if e.path == "" {
		e.path = strings.TrimSuffix(strings.TrimSuffix(to, "?saved=1"), "/edit")
		empty := e.send(e.ann, e.form(e.ann, start, start), "save", http.StatusSeeOther, nil) // an empty draft is one
		e.listsWhatIsMissing(strings.TrimSuffix(empty.Header.Get("Location"), "/edit?saved=1"))
		e.restoresDiscarded(strings.TrimSuffix(empty.Header.Get("Location"), "/edit?saved=1"))
	}
	if d := e.site.crawl.Get(e.ann, to); !strings.Contains(string(d.Body), "Draft saved at") {
		e.Errorf("%s does not say that the draft is saved", to)
	}
	form := e.form(e.ann, e.path+"/edit", "/edit")
	for name, want := range editweb.FormValues(&e.kind, e.kind.Example) {
		if got := form.Unchanged()[name]; !e.shows(name, got, want) {
			e.Errorf("the draft has %q in %s, want %q", got, name, want)
		}
	}
	for _, stranger := range []crawltest.Role{partner, {Name: "viewer", Actor: actor.Actor{ID: "v", Org: actor.CouncilOrg,
		Capabilities: []actor.Capability{actor.Staff}}}} {
		for _, page := range []string{"", "/edit", "/history"} {
			if d := e.site.crawl.Request(stranger, http.MethodGet, e.path+page, nil, nil); d.Status != http.StatusNotFound {
				e.Errorf("%s sees %s: status %d", stranger.Name, e.path+page, d.Status)
			}
		}
		e.send(stranger, form, "save", http.StatusNotFound, nil)
	}
	e.mayNot(e.ann, "publish")
	e.passGate()
	e.act(e.ann, "submit", http.StatusSeeOther)
	e.mayNot(e.ann, "approve")
	if e.kind.Only == "" && e.load(path.Base(e.path)) != nil {
		e.Error("it is published before it is approved")
	}
	if d := e.site.crawl.Get(e.bob, "/staff"); !strings.Contains(string(d.Body), "Waiting for your approval") {
		e.Error("“My work” of the approver does not have the record")
	}
	if d := e.site.crawl.Get(e.ann, "/staff"); !e.kind.OwnApproval && strings.Contains(string(d.Body), "Waiting for your approval") {
		e.Error("“My work” asks the writer for approval")
	}
	e.act(e.bob, "return", http.StatusUnprocessableEntity) // without saying what is to change
	e.act(e.bob, "approve", http.StatusSeeOther)
	at := e.form(e.ann, e.path, e.path)
	done := e.send(e.ann, at, "publish", http.StatusSeeOther, nil)
	if !e.kind.Single() {
		e.path = done.Header.Get("Location")
		ref = strings.TrimPrefix(e.path, e.kind.Path+"/")
	}
	if got := e.load(ref); !reflect.DeepEqual(got, e.kind.Example) {
		e.Errorf("published %v, want %v", got, e.kind.Example)
	}
	return ref
}

// listsWhatIsMissing checks that the page of an empty record lists every field that must be filled in, with links to the
// fields of the form.
func (e *recordEditor) listsWhatIsMissing(record string) {
	e.Helper()
	page := string(e.site.crawl.Get(e.ann, record).Body)
	form := string(e.site.crawl.Get(e.ann, record+"/edit").Body)
	links := regexp.MustCompile(`href="`+record+`/edit(?:\?part=[^"#]+)?#([^"]+)"`).FindAllStringSubmatch(page, -1)
	required := 0
	for _, f := range e.kind.Fields {
		if f.Required {
			required++
		}
	}
	if len(links) != required && e.kind.Lacks == nil || len(links) < required ||
		!e.kind.Parts && !strings.Contains(page, "Before you can submit this") {
		e.Errorf("the page of an empty record lists %d missing fields, want %d", len(links), required)
	}
	for _, link := range links {
		if !strings.Contains(form, `id="`+link[1]+`"`) {
			e.Errorf("the form has no field %s", link[1])
		}
	}
}

// refusesLongLines checks that a definition file cannot store a line that the form of the record would refuse. The message
// names the file and the setting.
func (e *recordEditor) refusesLongLines() {
	e.Helper()
	if e.kind.Files == "" {
		if e.kind.OfConsultation == nil {
			e.Error("it is not known which definition files have the records")
		}
		return
	}
	file := strings.Replace(e.kind.Files, "*", "long", 1)
	for setting := range lineSettings(&e.kind) {
		at := strings.ReplaceAll(path.Join(e.kind.Within, setting), "*", "0")
		for _, n := range []int{1000, 1001} {
			content := fstest.MapFS{file: {Data: []byte(settingAt(strings.Split(at, "/"), strings.Repeat("ż", n)))}}
			_, err := definition.Load(e.Context(), e.site.app.Log, content, actor.System, e.site.app.Definitions())
			said := fmt.Sprint(err)
			refused := strings.Contains(said, at+": This text is too long. The maximum is 1000 characters.") && strings.Contains(said, file+":")
			if refused != (n > 1000) {
				e.Errorf("%d characters in %s of %s: %.300s", n, at, file, said)
			}
		}
	}
}

// lineSettings returns the settings of the lines of a kind, with 0 for the row.
func lineSettings(k *edit.Kind) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, f := range k.Fields {
			at := cmp.Or(f.Setting, f.Name)
			if slices.ContainsFunc(k.Fields, func(other edit.Field) bool { return strings.HasPrefix(other.Setting, at+"/") }) {
				at += "/address" // the setting has parts, of which another field is the name
			}
			if f.Kind == edit.Line && !yield(at) {
				return
			}
			for _, c := range f.Columns {
				if c.Kind == edit.Line && !yield(path.Join(at, "0", cmp.Or(c.Setting, c.Name))) {
					return
				}
			}
		}
	}
}

// settingAt returns a definition file that has only this setting.
func settingAt(at []string, text string) string {
	if len(at) == 0 {
		return `"` + text + `"`
	}
	if at[0] == "0" {
		return "[" + settingAt(at[1:], text) + "]"
	}
	return "{" + at[0] + ": " + settingAt(at[1:], text) + "}"
}

// restoresDiscarded checks that a draft which was never published and is discarded is in the list of such drafts, and is a
// draft again once it is restored there, by a person who counts as one who wrote it, as does the one who started it.
func (e *recordEditor) restoresDiscarded(draft string) {
	e.Helper()
	e.send(e.ann, e.form(e.ann, draft, draft), "discard", http.StatusSeeOther, nil)
	link := `href="` + e.kind.Path + `?list=discarded"`
	if !strings.Contains(string(e.site.crawl.Get(e.bob, e.kind.Path).Body), link) {
		e.Errorf("the list has no link to discarded drafts")
	}
	discarded := e.site.crawl.Get(e.bob, e.kind.Path+"?list=discarded")
	restore := e.forms(discarded, draft)[0]
	e.send(e.bob, restore, "restore", http.StatusSeeOther, nil)
	e.send(e.bob, restore, "restore", http.StatusConflict, nil) // it is a draft again
	if again := e.site.crawl.Get(e.bob, e.kind.Path+"?list=discarded"); strings.Contains(string(again.Body), `"`+draft+`"`) {
		e.Error("the restored draft is still among the discarded ones")
	}
	err := e.site.app.DB.View(e.Context(), func(tx *db.Tx) error {
		c, err := edit.FindIn(e.Context(), tx, e.bob.Actor, &e.kind, path.Base(draft))
		if err == nil && (c.State != edit.Draft || !slices.Equal(c.Writers, []string{e.ann.Actor.ID, e.bob.Actor.ID})) {
			e.Errorf("the restored draft is %s, written by %q", c.State, c.Writers)
		}
		return err
	})
	if err != nil {
		e.Error(err)
	}
}

// changed returns the example with other words in its nth field for a text.
func (e *recordEditor) changed(n int, words string) edit.Values {
	e.Helper()
	return e.changedIn(e.kind.Example, n, words)
}

// changedIn is changed for other values than the example.
func (e *recordEditor) changedIn(v edit.Values, n int, words string) edit.Values {
	e.Helper()
	v = v.Clone()
	for _, f := range e.kind.Fields {
		if f.Kind != edit.Line && f.Kind != edit.Text || f.Check != nil || v.Text(f.Name) == "" {
			continue
		}
		if n--; n < 0 {
			v.Set(f.Name, words)
			return v
		}
	}
	e.Fatal("the example needs two texts")
	return nil
}

func (e *recordEditor) editAtOnce(ref string) {
	e.Helper()
	anns, bobs := e.form(e.ann, e.path+"/edit", "/edit"), e.form(e.bob, e.path+"/edit", "/edit")
	e.send(e.bob, bobs, "save", http.StatusSeeOther, e.changed(0, "By Bob"))
	if d := e.send(e.ann, anns, "autosave", http.StatusConflict, e.changed(1, "By Ann")); !strings.Contains(string(d.Body), "compare") {
		e.Errorf("the script received %s", d.Body)
	}
	e.send(e.ann, anns, "continue", http.StatusSeeOther, e.changed(1, "By Ann")) // in another field than Bob
	conflict := e.send(e.ann, anns, "continue", http.StatusConflict, e.changed(0, "By Ann too"))
	if page := string(conflict.Body); !strings.Contains(page, "By Ann too") || !strings.Contains(page, "By Bob") {
		e.Error("the page does not show both versions")
	}
	e.send(e.ann, e.forms(conflict, "/edit")[0], "choose", http.StatusUnprocessableEntity, nil) // without a choice
	e.send(e.ann, e.forms(conflict, "/edit")[0], "theirs", http.StatusSeeOther, nil)
	e.act(e.ann, "submit", http.StatusSeeOther)
	e.mayNot(e.bob, "approve") // Bob wrote a part of it
	cho := colleague("cho")
	e.act(cho, "approve", http.StatusSeeOther)
	e.act(cho, "publish", http.StatusSeeOther)
	want := e.changed(0, "By Bob")
	for name, v := range e.changed(1, "By Ann") {
		if !slices.Equal(v, e.kind.Example[name]) {
			want.Set(name, v...)
		}
	}
	if got := e.load(ref); !reflect.DeepEqual(got, want) {
		e.Errorf("after editing at once: %v, want %v", got, want)
	}
}

// shows reports whether a form shows the values want in a field: as they are or, where there are many options, by their names.
func (e *recordEditor) shows(field string, got, want []string) bool {
	e.Helper()
	f := e.kind.Field(field)
	if list, column, ok := strings.Cut(field, "-1-"); ok && e.kind.Field(list) != nil { // the first row
		if i := slices.IndexFunc(e.kind.Field(list).Columns, func(c edit.Field) bool { return c.Name == column }); i >= 0 {
			f = &e.kind.Field(list).Columns[i]
		}
	}
	if reflect.DeepEqual(got, want) || f == nil || f.Options == nil {
		return reflect.DeepEqual(got, want)
	}
	var names []string
	if err := e.site.app.DB.View(e.Context(), func(tx *db.Tx) error {
		all, err := f.Options(e.Context(), tx)
		for _, o := range all {
			if slices.Contains(want, o.Value) {
				names = append(names, o.Label.In(nil))
			}
		}
		return err
	}); err != nil {
		e.Fatal(err)
	}
	return reflect.DeepEqual(got, names)
}

// meetImport changes the record as a file does while a draft waits.
func (e *recordEditor) meetImport(ref string) {
	e.Helper()
	published := e.load(ref)
	e.send(e.ann, e.form(e.ann, e.path+"/edit", "/edit"), "save", http.StatusSeeOther, e.changedIn(published, 0, "By Ann again"))
	imported := e.changedIn(published, 1, "By a file")
	if err := publishRecord(e.Context(), e.site.app, e.kind, actor.System, ref, imported); err != nil {
		e.Fatal(err)
	}
	e.send(e.ann, e.form(e.ann, e.path+"/edit", "/edit"), "save", http.StatusSeeOther, e.changedIn(published, 0, "By Ann at last"))
	open := e.form(e.ann, e.path+"/edit", "/edit")
	for name, want := range editweb.FormValues(&e.kind, imported) {
		if got := open.Unchanged()[name]; !e.shows(name, got, want) && !slices.Contains(got, "By Ann at last") {
			e.Errorf("after the file, the draft has %q in %s, want %q", got, name, want)
		}
	}
	imported = e.changedIn(published, 1, "By a file again")
	if err := publishRecord(e.Context(), e.site.app, e.kind, actor.System, ref, imported); err != nil {
		e.Fatal(err)
	}
	conflict := e.send(e.ann, open, "save", http.StatusConflict, e.changedIn(published, 1, "By Ann again"))
	if !strings.Contains(string(conflict.Body), "definition file") {
		e.Error("the page does not say that a file changed the record")
	}
	e.send(e.ann, e.forms(conflict, "/edit")[0], "mine", http.StatusSeeOther, nil)
	e.act(e.ann, "discard", http.StatusSeeOther)
	if got := e.load(ref); !reflect.DeepEqual(got, imported) {
		e.Errorf("after discarding: %v, want %v", got, imported)
	}
}

// goBack finds the first version that was published in the history.
func (e *recordEditor) goBack(ref string) {
	e.Helper()
	versions := e.forms(e.site.crawl.Get(e.ann, e.path+"/history"), "/history")
	first := len(versions) - 1
	if e.notSetUp {
		first-- // before it, nothing was set up
	}
	e.send(e.ann, versions[first], "", http.StatusSeeOther, nil)
	form := e.form(e.ann, e.path+"/edit", "/edit")
	if e.kind.Only == "" {
		for name, want := range editweb.FormValues(&e.kind, e.kind.Example) {
			if got := form.Unchanged()[name]; !e.shows(name, got, want) {
				e.Errorf("the first version has %q in %s, want %q", got, name, want)
			}
		}
	}
	e.act(e.bob, "approve-and-publish", http.StatusConflict) // it was not submitted
	e.act(e.ann, "submit", http.StatusSeeOther)
	e.mayNot(e.ann, "approve-and-publish") // Ann wrote it
	offered := strings.Contains(string(e.site.crawl.Get(e.ann, e.path).Body), `value="approve-and-publish"`)
	if offered != e.kind.OwnApproval {
		e.Errorf("the page offers the writer to approve and publish: %t", offered)
	}
	e.act(e.bob, "approve-and-publish", http.StatusSeeOther)
	if history := string(e.site.crawl.Get(e.bob, e.path+"/history").Body); !strings.Contains(history, "Approved") ||
		!strings.Contains(string(e.site.crawl.Get(e.bob, e.path).Body), "What is published") {
		e.Error("the history has no approval, or the record is not published")
	}
}

func (e *recordEditor) checkAudit(ref string) {
	e.Helper()
	acts := map[string]int64{}
	err := e.site.app.DB.View(e.Context(), func(tx *db.Tx) error {
		all, err := db.All(e.Context(), tx, db.Text, `SELECT act FROM audit_entry WHERE kind = $1 AND subject = $2`, e.kind.Name, ref)
		for _, act := range all {
			acts[act]++
		}
		return err
	})
	if err != nil {
		e.Fatal(err)
	}
	for act, want := range map[string]int64{"save-record": 4, "submit-record": 2, "approve-record": 2, "publish-record": 3,
		"undo-record": 1, "discard-record": 1} {
		if acts[act] < want {
			e.Errorf("the audit log has %d of %s, want %d", acts[act], act, want)
		}
	}
}
