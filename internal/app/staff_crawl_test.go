package app_test

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

// Crawlers visit the whole site as every role, staff area included. Nothing in
// this file knows a page: package crawltest learns them from the routes and from
// the pages. crawltest.TestSeededFaultsAreFound shows that the crawlers find seeded
// faults.

// staffSite is an installation with every role.
type staffSite struct {
	*installation
	crawl *crawltest.Site
	roles []crawltest.Role // every role of the council, alone, and those who should see nothing
}

var (
	// fullAccess has every capability of the council.
	fullAccess = crawltest.Role{
		Name:  "everything",
		Actor: actor.Actor{ID: "everything", Org: actor.CouncilOrg, Name: "Everything", Capabilities: actor.AllCapabilities},
	}
	// council is fullAccess without operating the installation, which sees the
	// people of every organisation.
	council = crawltest.Role{
		Name:  "council",
		Actor: actor.Actor{ID: "council", Org: actor.CouncilOrg, Name: "Council", Capabilities: butOperator},
	}
	// partner has every capability in another organisation, except operating the
	// installation.
	partner = crawltest.Role{Name: "elsewhere", Actor: actor.Actor{ID: "elsewhere", Org: "invented-partner", Name: "Elsewhere",
		Capabilities: butOperator}}

	butOperator = slices.DeleteFunc(slices.Clone(actor.AllCapabilities), func(c actor.Capability) bool { return c == actor.Operate })
)

func newStaffSite(t *testing.T) *staffSite {
	t.Helper()
	s := newSite(t, app.Config{}, minimalDemo(t), discardLogger(), nil)
	s.runBackground(t)
	if err := s.app.Accounts.CreateDemoAccounts(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.app.Site().RecentlyAuthenticated = crawltest.RecentlyAuthenticated // signinweb tests who must confirm
	s.app.Site().SessionMiddleware = crawltest.SessionMiddleware
	o := &staffSite{s, &crawltest.Site{Handler: s.app.Handler(), Routes: s.app.Routes()}, []crawltest.Role{crawltest.Anonymous}}
	for _, info := range account.Roles {
		kind, org := account.Council, actor.CouncilOrg
		if info.OrgKind == account.Partner {
			kind, org = account.Partner, partner.Actor.Org
		}
		o.roles = append(o.roles, crawltest.Role{Name: string(info.Role), Actor: actor.Actor{
			ID: string(info.Role), Org: org, Name: info.Name, Capabilities: account.Capabilities(kind, []account.Role{info.Role})}})
	}
	o.roles = append(o.roles, fullAccess, partner)
	return o
}

// fillForms fills in and sends every form as role, with mark in every text
// field. With keep nothing is deleted.
func (o *staffSite) fillForms(role crawltest.Role, mark string, keep bool) (*crawltest.FormFiller, *crawltest.Crawled) {
	n := 0
	w := &crawltest.FormFiller{
		Site:           o.crawl,
		Role:           role,
		Today:          openDate,
		NonDestructive: keep,
		Skip:           skipOutside(role),
		Text: func(name string) string {
			n++
			return valueFor(name, mark+" "+crawltest.Payload(n))
		},
	}
	return w, w.Run(3, "/staff", "/")
}

// valueFor returns words, or a valid value for fields that would refuse the
// whole form otherwise.
func valueFor(name, words string) string {
	if name == "lang" || name == "language" {
		return "gu"
	}
	return words
}

// skipOutside keeps other organisations from responding to consultations of the
// council, which may read the responses.
func skipOutside(role crawltest.Role) func(route, button string) bool {
	return func(route, _ string) bool {
		return role.Actor.Org != actor.CouncilOrg && !strings.Contains(route, " /staff")
	}
}

// signInRoutes are the first path segments of staff pages for people who are not
// signed in yet.
var signInRoutes = []string{
	"sign-in",
	"sign-out",
	"invitation",
	"invitation-passkey",
	"forgotten-password",
	"new-password",
	"authenticator",
	"recovery-codes",
}

// unlinkedStaffRoutes are routes of the staff area that fullAccess cannot reach
// by links, each with the reason.
var unlinkedStaffRoutes = map[string]string{
	"POST /staff/consultations/{slug}/results":                                 "needs a closed consultation without a release; TestOfficerRunsAConsultation visits it",
	"GET /staff/consultations/{slug}/results/preview":                          "needs a closed consultation without a release; TestOfficerRunsAConsultation visits it",
	"GET /staff/sign-in/code":                                                  "during sign-in, or from a link in an email; signinweb tests it",
	"POST /staff/sign-in/code":                                                 "during sign-in, or from a link in an email; signinweb tests it",
	"GET /staff/invitation/{token}":                                            "during sign-in, or from a link in an email; signinweb tests it",
	"POST /staff/invitation/{token}":                                           "during sign-in, or from a link in an email; signinweb tests it",
	"GET /staff/new-password/{token}":                                          "during sign-in, or from a link in an email; signinweb tests it",
	"POST /staff/new-password/{token}":                                         "during sign-in, or from a link in an email; signinweb tests it",
	"GET /staff/sign-in/no-code":                                               "during sign-in, or from a link in an email; signinweb tests it",
	"GET /staff/authenticator":                                                 "needs a real session or a sign-in method; signinweb tests it",
	"POST /staff/authenticator":                                                "needs a real session or a sign-in method; signinweb tests it",
	"GET /staff/recovery-codes":                                                "needs a real session or a sign-in method; signinweb tests it",
	"POST /staff/recovery-codes":                                               "needs a real session or a sign-in method; signinweb tests it",
	"POST /staff/account/sessions/end":                                         "needs a real session or a sign-in method; signinweb tests it",
	"GET /staff/account/password":                                              "needs a real session or a sign-in method; signinweb tests it",
	"POST /staff/account/password":                                             "needs a real session or a sign-in method; signinweb tests it",
	"POST /staff/account/recovery-codes":                                       "needs a real session or a sign-in method; signinweb tests it",
	"POST /staff/account/authenticator/remove":                                 "needs a real session or a sign-in method; signinweb tests it",
	"POST /staff/people/{id}/reset-sign-in":                                    "needs a real session or a sign-in method; signinweb tests it",
	"GET /staff/sign-in/passkey":                                               "needs a browser with an authenticator; signinweb tests it",
	"GET /staff/authenticator/passkey":                                         "needs a browser with an authenticator; signinweb tests it",
	"POST /staff/authenticator/passkey":                                        "needs a browser with an authenticator; signinweb tests it",
	"GET /staff/invitation-passkey/{token}":                                    "needs a browser with an authenticator; signinweb tests it",
	"POST /staff/invitation-passkey/{token}":                                   "needs a browser with an authenticator; signinweb tests it",
	"POST /staff/account/passkeys/{passkey}/name":                              "needs a browser with an authenticator; signinweb tests it",
	"POST /staff/account/passkeys/{passkey}/remove":                            "needs a browser with an authenticator; signinweb tests it",
	"GET /staff/sign-in/passkey/{ceremony}":                                    "needs a browser with an authenticator; signinweb tests it",
	"POST /staff/sign-in/passkey/{ceremony}":                                   "needs a browser with an authenticator; signinweb tests it",
	"GET /staff/confirm/passkey/{ceremony}":                                    "needs a browser with an authenticator; signinweb tests it",
	"POST /staff/confirm/passkey/{ceremony}":                                   "needs a browser with an authenticator; signinweb tests it",
	"GET /staff/account/add-passkey/{ceremony}":                                "needs a browser with an authenticator; signinweb tests it",
	"POST /staff/account/add-passkey/{ceremony}":                               "needs a browser with an authenticator; signinweb tests it",
	"GET /staff/authenticator/passkey/{ceremony}":                              "needs a browser with an authenticator; signinweb tests it",
	"POST /staff/authenticator/passkey/{ceremony}":                             "needs a browser with an authenticator; signinweb tests it",
	"GET /staff/invitation-passkey/{token}/{ceremony}":                         "needs a browser with an authenticator; signinweb tests it",
	"POST /staff/invitation-passkey/{token}/{ceremony}":                        "needs a browser with an authenticator; signinweb tests it",
	"POST /staff/people/{id}/restore":                                          "only for a suspended account; accountweb tests it",
	"POST /staff/people/{id}/resend":                                           "only for an invited person; accountweb tests it",
	"POST /staff/files/{id}/delete":                                            "needs an uploaded file; filesweb tests it",
	"POST /staff/consultations/{slug}/publishing/{id}/{question}":              "needs somebody who agreed to be published; moderationweb tests it",
	"POST /staff/consultations/{slug}/publishing/submissions/{id}":             "needs a letter whose sender agreed to be published; moderationweb tests it",
	"POST /staff/consultations/{slug}/monitoring-texts/{handle}":               "needs somebody who wrote about themselves; moderationweb tests it",
	"POST /staff/consultations/{slug}/similar-responses":                       "needs responses that are alike; moderationweb tests it",
	"GET /staff/consultations/{slug}/data-entry/{batch}/forms/{number}":        "needs forms that were entered; entryweb tests it",
	"POST /staff/consultations/{slug}/data-entry/{batch}/forms/{number}":       "needs forms that were entered; entryweb tests it",
	"GET /staff/consultations/{slug}/data-entry/{batch}/second":                "needs forms that were entered; entryweb tests it",
	"POST /staff/consultations/{slug}/data-entry/{batch}/second":               "needs forms that were entered; entryweb tests it",
	"GET /staff/consultations/{slug}/data-entry/{batch}/differences/{number}":  "needs forms that were entered; entryweb tests it",
	"POST /staff/consultations/{slug}/data-entry/{batch}/differences/{number}": "needs forms that were entered; entryweb tests it",
	"GET /staff/notifications/{id}":                                            "a stored email of a demonstration; notifyweb tests it",
	"GET /staff/account/address":                                               "needs a real session or a sign-in method; signinweb tests it",
	"POST /staff/account/address":                                              "needs a real session or a sign-in method; signinweb tests it",
	"GET /staff/account/new-address/{token}":                                   "needs a real session or a sign-in method; signinweb tests it",
	"POST /staff/account/new-address/{token}":                                  "needs a real session or a sign-in method; signinweb tests it",
	"GET /staff/people/{id}/address":                                           "only for a person who has signed up; accountweb tests it",
	"POST /staff/people/{id}/address":                                          "only for a person who has signed up; accountweb tests it",
	"GET /staff/organisations/{org}/restore":                                   "only for a suspended organisation; accountweb tests it",
	"POST /staff/organisations/{org}/restore":                                  "only for a suspended organisation; accountweb tests it",
	"POST /staff/notifications/{id}/discard":                                   "only a notification that is on hold or failed; notifyweb tests it",
	"POST /staff/notifications/on-hold":                                        "only after a restore; notifyweb tests it",
	"POST /staff/notifications/{id}/retry":                                     "only a failed notification can be sent again; notifyweb tests it",
}

// Each role reaches its routes and no others. testdata/permissions.txt is the
// table for people to review.
func TestEveryRoleReachesItsRoutes(t *testing.T) {
	t.Parallel()
	o := newStaffSite(t)
	w, then := o.fillForms(fullAccess, "OURS", true)
	met := o.crawl.Walk(fullAccess, 3, "/staff", "/") // what there is now
	met.Merge(then, o.crawl.Walk(crawltest.Anonymous, 3, "/staff/sign-in"))
	for _, say := range crawltest.PermissionProblems(o.crawl.Permissions(met, o.roles, fullAccess), o.roles, actor.CouncilOrg) {
		t.Error(say)
	}
	for _, say := range crawltest.UnexpectedPublicRoutes(o.crawl.Routes, func(pattern string) bool {
		first, _, _ := strings.Cut(strings.TrimPrefix(pattern, "/staff/"), "/")
		return slices.Contains(signInRoutes, first)
	}) {
		t.Error(say)
	}
	for _, route := range o.crawl.UnreachedRoutes(met) {
		if strings.Contains(route, " /staff") && unlinkedStaffRoutes[route] == "" {
			t.Errorf("nothing leads to %s", route)
		}
	}
	pagetest.GoldenText(t, "testdata/permissions.txt", o.permissionsTable(met))
	staff := 0
	for _, r := range o.crawl.Routes {
		if r.Needs != actor.Public {
			staff++
		}
	}
	pagetest.GoldenText(t, "../../docs/crawlers.md", fmt.Sprintf(crawlersDoc, len(o.crawl.Routes), staff, len(o.roles), staff*len(o.roles)))
	if testing.Verbose() {
		for route, n := range w.Rejected {
			t.Logf("refused %d, taken %d: %s", n, w.Accepted[route], route)
		}
	}
	t.Logf(
		"%d routes, %d for staff, %d roles; %d fields written; sent %v; refused %v",
		len(o.crawl.Routes),
		staff,
		len(o.roles),
		w.FieldsFilled,
		w.Accepted,
		w.Rejected,
	)
}

const crawlersDoc = `# What the crawlers walk

Written by ` + "`TestEveryRoleReachesItsRoutes`" + ` and held against the code by it. ` + "`go test ./internal/app -run TestEveryRoleReachesItsRoutes -update`" + ` writes it anew.

| what | how many |
|---|---:|
| routes of the site | %d |
| of these for staff | %d |
| who comes: a stranger, every role alone, somebody with everything, somebody of another organisation with everything | %d |
| staff routes × who comes | %d |

Every staff route is asked as everybody; what each role may do stands in ` + "`internal/app/testdata/permissions.txt`" + `, for a person to read. Every field of every form that somebody with everything can reach is filled with a text that would break out of a page, and every page is looked at afterwards by every role. Every form is sent as another site would send it. Every address of the council's is asked by the other organisation, which must be told that there is nothing.

| crawler | test | shown to find its fault by |
|---|---|---|
| permissions, links without a session | ` + "`TestEveryRoleReachesItsRoutes`" + ` | ` + "`TestSeededFaultsAreFound`" + ` |
| two organisations | ` + "`TestOrganisationsAreIsolated`" + ` | ` + "`TestSeededFaultsAreFound`" + ` |
| escaping | ` + "`TestStaffInputIsEscaped`" + ` | ` + "`TestSeededFaultsAreFound`, `TestErrorPagesAreChecked`" + ` |
| forms of other sites; reading changes nothing | ` + "`TestCrossSiteRequestsChangeNothingForStaff`" + ` | ` + "`TestSeededFaultsAreFound`" + ` |
| double submit | ` + "`TestStaffDoubleSubmit`" + ` | the count of rows in it |
`

// permissionsTable lists for every route of the staff area which roles may use
// it.
func (o *staffSite) permissionsTable(met *crawltest.Crawled) string {
	lines := []string{}
	for _, r := range o.crawl.Routes {
		if r.Needs == actor.Public {
			continue
		}
		var may []string
		for _, role := range o.roles {
			if role.Actor.May(r.Needs) && role.Name != fullAccess.Name && role.Name != partner.Name {
				may = append(may, role.Name)
			}
		}
		lines = append(lines, fmt.Sprintf("%s %s\n\tneeds %s: %s\n", r.Method, r.Pattern, r.Needs, strings.Join(may, ", ")))
	}
	slices.SortFunc(lines, func(a, b string) int {
		method, path, _ := strings.Cut(a, " ")
		other, there, _ := strings.Cut(b, " ")
		return cmp.Or(strings.Compare(path, there), strings.Compare(method, other))
	})
	return strings.Join(lines, "")
}

// Two organisations share an installation, and neither learns anything about the
// other: not from a page, a header, an error or the time it takes.
func TestOrganisationsAreIsolated(t *testing.T) {
	t.Parallel()
	o := newStaffSite(t)
	_, ours := o.fillForms(fullAccess, "OURMARK", false)
	o.crawl.ContinueWalk(fullAccess, ours, 4, "/staff")
	_, theirs := o.fillForms(partner, "THEIRMARK", false)
	o.crawl.ContinueWalk(partner, theirs, 4, "/staff")
	for _, say := range o.crawl.ExistenceLeaks(partner, ours, "OURMARK") {
		t.Error(say)
	}
	for _, say := range o.crawl.ExistenceLeaks(council, theirs, "THEIRMARK") {
		t.Error(say)
	}
	for name, role := range map[string]struct {
		crawltest.Role
		mark string
	}{"theirs": {partner, "OURMARK"}, "ours": {council, "THEIRMARK"}} {
		seen := o.crawl.Walk(role.Role, 4, "/staff")
		if len(seen.Pages) < 10 {
			t.Errorf("%s: only %d routes were seen", name, len(seen.Pages))
		}
		for _, say := range crawltest.MarkerLeaks(staffPagesOnly(seen), role.mark) {
			t.Errorf("%s: %s", name, say)
		}
	}
}

// staffPagesOnly returns the staff pages of m: the others are public.
func staffPagesOnly(m *crawltest.Crawled) *crawltest.Crawled {
	some := *m
	some.Pages = maps.Clone(m.Pages)
	maps.DeleteFunc(some.Pages, func(route string, _ []*browsertest.Document) bool { return !strings.Contains(route, " /staff") })
	return &some
}

// Text that staff type never runs: on staff pages, on public pages, in errors,
// for any role.
func TestStaffInputIsEscaped(t *testing.T) {
	t.Parallel()
	o := newStaffSite(t)
	n, said := 0, map[string]bool{}
	look := func(d *browsertest.Document) {
		for _, say := range crawltest.InjectionProblems(d) {
			said[say] = true
		}
	}
	w := &crawltest.FormFiller{
		Site:       o.crawl,
		Role:       fullAccess,
		Today:      openDate,
		OnResponse: look,
		Text:       func(name string) string { n++; return valueFor(name, crawltest.Payload(n)) },
	}
	w.Run(3, "/staff", "/")
	shown := map[string]bool{}
	for _, role := range o.roles {
		for route, pages := range o.crawl.Walk(role, 3, "/staff", "/").Pages {
			for _, d := range pages {
				look(d)
				if len(crawltest.FindTokens(string(d.Body))) > 0 {
					shown[route] = true
				}
			}
		}
	}
	for say := range said {
		t.Error(say)
	}
	if len(shown) < 15 || w.FieldsFilled < 100 {
		t.Errorf("%d texts were written and %d routes showed one: too few to mean anything", w.FieldsFilled, len(shown))
	}
}

// Cross-site links and forms change nothing.
func TestCrossSiteRequestsChangeNothingForStaff(t *testing.T) {
	t.Parallel()
	o := newStaffSite(t)
	_, met := o.fillForms(fullAccess, "OURS", false)
	before := o.dumpWhenIdle(t)
	for _, say := range o.crawl.AcceptedForgeries(fullAccess, met) {
		t.Error(say)
	}
	for _, column := range changedColumns(before, dumpTables(t, o.app.DB)) {
		t.Errorf("a forged form changed %s", column)
	}
	o.crawl.Walk(fullAccess, 3, "/staff", "/")
	after := dumpTables(t, o.app.DB)
	for _, column := range changedColumns(before, after) {
		if !strings.HasPrefix(column, "audit_entry.") { // reading responses is audited
			t.Errorf("to read a page changed %s", column)
		}
	}
}

// dumpWhenIdle returns the database after all background work is done.
func (o *staffSite) dumpWhenIdle(t *testing.T) map[string][]string {
	t.Helper()
	for range 300 {
		var left int64
		err := o.app.DB.View(t.Context(), func(tx *db.Tx) (err error) {
			left, err = db.One(
				t.Context(),
				tx,
				db.Int,
				`SELECT COUNT(*) FROM jobs_job WHERE state IN ('ready', 'running') AND run_at <= $1`,
				db.Time(openDate),
			)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if left == 0 {
			return dumpTables(t, o.app.DB)
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the work behind the site has no end")
	return nil
}

// A form that is sent twice changes nothing the second time, or says so.
func TestStaffDoubleSubmit(t *testing.T) {
	t.Parallel()
	o := newStaffSite(t)
	_, met := o.fillForms(fullAccess, "OURS", false)
	tried := 0
	for _, route := range slices.Sorted(maps.Keys(met.Forms)) {
		if !strings.Contains(route, " /staff/") {
			continue
		}
		sent := met.Forms[route][0]
		page := o.crawl.Get(fullAccess, sent.Page)
		for _, form := range page.Forms() {
			if form.Action.RequestURI() != sent.Path || len(form.Buttons) == 0 {
				continue
			}
			form.Fill()
			if b := form.Buttons[0]; b.Name != "" {
				form.Values.Set(b.Name, b.Value)
			}
			before := rowCounts(dumpTables(t, o.app.DB))
			first := o.crawl.Request(fullAccess, http.MethodPost, sent.Path, form.Values, nil)
			once := rowCounts(dumpTables(t, o.app.DB))
			if first.Status >= 400 {
				break
			}
			tried++
			o.crawl.Request(fullAccess, http.MethodPost, sent.Path, form.Values, nil)
			for table, n := range rowCounts(dumpTables(t, o.app.DB)) {
				if added := once[table] - before[table]; added > 0 && n > once[table] && !repeatableTables[table] {
					t.Errorf("%s pressed twice adds %d rows to %s, and then %d more", route, added, table, n-once[table])
				}
			}
			break
		}
	}
	if tried < 5 {
		t.Errorf("only %d forms were taken", tried)
	}
}

// repeatableTables are tables in which the same may be written twice, each with
// the reason.
var repeatableTables = map[string]bool{
	"audit_entry":     true, // both requests are audited
	"draft_preview":   true, // each link is separate, expires and can be revoked
	"jobs_job":        true,
	"signin_ceremony": true, // each challenge is separate and expires in five minutes
	"draft_change":    true,
}

func rowCounts(d map[string][]string) map[string]int {
	n := map[string]int{}
	for column, values := range d {
		table, _, _ := strings.Cut(column, ".")
		n[table] = len(values)
	}
	return n
}
