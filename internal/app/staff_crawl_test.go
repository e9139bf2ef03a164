package app_test

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
	"github.com/folkmoot/folkmoot/internal/web"
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

	// anotherPartner is partner in a third organisation.
	anotherPartner = crawltest.Role{Name: "another", Actor: actor.Actor{ID: "another", Org: "another-partner", Name: "Another",
		Capabilities: butOperator}}

	butOperator = slices.DeleteFunc(slices.Clone(actor.AllCapabilities), func(c actor.Capability) bool { return c == actor.Operate })
)

func newStaffSite(t *testing.T) *staffSite {
	t.Helper()
	return newStaffSiteOn(t, app.Config{}, minimalDemo(t))
}

func newStaffSiteOn(t *testing.T, cfg app.Config, definitions fs.FS) *staffSite {
	t.Helper()
	s := newSite(t, cfg, definitions, discardLogger(), nil)
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
	o.addNotice(t)
	return o
}

// role returns a person of o with a role.
func (o *staffSite) role(t *testing.T, role account.Role) crawltest.Role {
	t.Helper()
	for _, r := range o.roles {
		if r.Name == string(role) {
			return r
		}
	}
	t.Fatalf("there is no role %s", role)
	return crawltest.Role{}
}

// addNotice adds a notification of fullAccess, which has no account, and sends it the reports.
func (o *staffSite) addNotice(t *testing.T) {
	t.Helper()
	if err := o.app.DB.Update(t.Context(), func(tx *db.Tx) error {
		e := staffnotice.Event{Kind: "approval-asked", Key: "crawled", Org: fullAccess.Actor.Org, Title: "Buses", Link: "/staff/evidence"}
		if err := staffnotice.Append(t.Context(), tx, e); err != nil {
			return err
		}
		if _, err := tx.Exec(t.Context(), `INSERT INTO report_receipt (report, version, member, sent_at, opened_at)
			SELECT ref, edition, $1, recorded, '' FROM report_version WHERE latest`, fullAccess.Actor.ID); err != nil {
			return err
		}
		_, err := tx.Exec(t.Context(), `INSERT INTO staffnotice_notice (person, event, happened_at, read_at, digest_at)
			VALUES ($1, $2, $3, '', '')`, fullAccess.Actor.ID, e.ID(), db.Time(openDate))
		return err
	}); err != nil {
		t.Fatal(err)
	}
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

// Reasons why no link leads to a route.
const (
	needsManyResponses      = "needs more responses than are counted at once; releaseweb tests it"
	needsLongWork           = "needs work that takes longer than a request; operationweb tests it"
	onlyCouncillor          = "only on the page of a councillor; report_record_test.go uses it"
	needsWholeAssessment    = "needs an assessment that misses nothing; assessment_test.go visits it"
	needsClosedTables       = "needs a consultation that has closed; tables_test.go visits it"
	needsClosedConsultation = "needs a closed consultation without a release; TestOfficerRunsAConsultation visits it"
	duringSignIn            = "during sign-in, or from a link in an email; signinweb tests it"
	needsRealSession        = "needs a real session or a sign-in method; signinweb tests it"
	needsAuthenticator      = "needs a browser with an authenticator; signinweb tests it"
	onlySuspendedAccount    = "only for a suspended account; accountweb tests it"
	onlyInvited             = "only for an invited person; accountweb tests it"
	needsFile               = "needs an uploaded file; filesweb tests it"
	needsImport             = "needs a file of responses; importsweb tests it"
	needsFigures            = "needs a file of figures; placeweb, outcomeweb and reachweb test it"
	needsFoundResponse      = "needs a response that was found for a request; subjectaccess tests it"
	needsAttachedFile       = "needs a file that a respondent attached; moderationweb tests it"
	needsMap                = "needs a question about places on a map; builderweb tests it"
	needsScan               = "needs a scan of a letter; moderation tests it"
	needsReport             = "the most powerful role publishes its reports at once; actionweb tests it"
	needsConsent            = "needs consent to publish; moderationweb tests it"
	needsSubmission         = "needs a submission with consent to publish; moderationweb tests it"
	needsMonitoringText     = "needs a monitoring text; moderationweb tests it"
	needsEnteredForms       = "needs forms that were entered; entryweb tests it"
	needsStoredEmail        = "a stored email of a demonstration; notifyweb tests it"
	onlySignedUp            = "only for a person who has signed up; accountweb tests it"
	onlySuspendedOrg        = "only for a suspended organisation; accountweb tests it"
	onlyOnHold              = "only a notification that is on hold or failed; notifyweb tests it"
	onlyAfterRestore        = "only after a restore; notifyweb tests it"
	onlyLargeActs           = "only for an act that affects many people; confirmationweb tests it"
	onlyPartners            = "only people of a partner sign for it; TestPublicPagesOfPartnersNameRolesAndNoPerson does"
	needsProposal           = "proposals come from background work; package opportunity tests who sees and answers them"
	needsAgreement          = "needs an agreement of several organisations; package sharing tests who signs it"
	needsProject            = "needs a joint project of several organisations; package budget tests who records and confirms its money"
	needsProjectWork        = "needs a project of several organisations; TestProjectIsSignedRefusedAtItsGateAndPassed works on one"
	onlyFailed              = "only a failed notification can be sent again; notifyweb tests it"
)

// unlinkedStaffRoutes are routes of the staff area that fullAccess cannot reach
// by links, each with the reason.
var unlinkedStaffRoutes = map[string]string{
	"GET /staff/opportunities/{id}":                                            needsProposal,
	"POST /staff/opportunities/{id}":                                           needsProposal,
	"GET /staff/project-money/{ref}":                                           needsProject,
	"POST /staff/project-money/{ref}":                                          needsProject,
	"POST /staff/project-money/{ref}/close":                                    needsProject,
	"GET /staff/data-sharing-signatures/{ref}/sign":                            needsAgreement,
	"POST /staff/data-sharing-signatures/{ref}/sign":                           needsAgreement,
	"GET /staff/data-sharing-signatures/{ref}/withdraw":                        needsAgreement,
	"POST /staff/data-sharing-signatures/{ref}/withdraw":                       needsAgreement,
	"GET /staff/project-work/{ref}":                                            needsProjectWork,
	"GET /staff/project-work/{ref}/sign":                                       needsProjectWork,
	"POST /staff/project-work/{ref}/sign":                                      needsProjectWork,
	"GET /staff/project-work/{ref}/withdraw":                                   needsProjectWork,
	"POST /staff/project-work/{ref}/withdraw":                                  needsProjectWork,
	"GET /staff/project-work/{ref}/plan":                                       needsProjectWork,
	"POST /staff/project-work/{ref}/plan":                                      needsProjectWork,
	"GET /staff/project-work/{ref}/approve":                                    needsProjectWork,
	"POST /staff/project-work/{ref}/approve":                                   needsProjectWork,
	"GET /staff/project-work/{ref}/decide":                                     needsProjectWork,
	"POST /staff/project-work/{ref}/decide":                                    needsProjectWork,
	"GET /staff/project-work/{ref}/read":                                       needsProjectWork,
	"POST /staff/project-work/{ref}/read":                                      needsProjectWork,
	"GET /staff/project-work/{ref}/quarter":                                    needsProjectWork,
	"POST /staff/project-work/{ref}/quarter":                                   needsProjectWork,
	"POST /staff/people/{id}/area":                                             onlyCouncillor,
	"POST /staff/requests/{id}/erase":                                          needsFoundResponse,
	"POST /staff/consultations/{slug}/results":                                 needsClosedConsultation,
	"POST /staff/consultations/{slug}/results/count":                           needsManyResponses,
	"GET /staff/consultations/{slug}/export/{id}":                              needsManyResponses,
	"POST /staff/consultations/{slug}/export/{id}":                             needsManyResponses,
	"GET /staff/operations/{id}":                                               needsLongWork,
	"GET /staff/consultations/{slug}/results/preview":                          needsClosedConsultation,
	"POST /staff/action-spreadsheet/import":                                    "a file is checked first",
	"GET /staff/strategies/{slug}/check":                                       "pages of published strategies lead to it",
	"GET /staff/partnership/sign":                                              onlyPartners,
	"POST /staff/partnership/sign":                                             onlyPartners,
	"GET /staff/partnership/withdraw":                                          onlyPartners,
	"POST /staff/partnership/withdraw":                                         onlyPartners,
	"GET /staff/sign-in/code":                                                  duringSignIn,
	"POST /staff/sign-in/code":                                                 duringSignIn,
	"GET /staff/invitation/{token}":                                            duringSignIn,
	"POST /staff/invitation/{token}":                                           duringSignIn,
	"GET /staff/new-password/{token}":                                          duringSignIn,
	"POST /staff/new-password/{token}":                                         duringSignIn,
	"GET /staff/sign-in/no-code":                                               duringSignIn,
	"GET /staff/authenticator":                                                 needsRealSession,
	"POST /staff/authenticator":                                                needsRealSession,
	"GET /staff/recovery-codes":                                                needsRealSession,
	"POST /staff/recovery-codes":                                               needsRealSession,
	"POST /staff/account/sessions/end":                                         needsRealSession,
	"GET /staff/account/password":                                              needsRealSession,
	"POST /staff/account/password":                                             needsRealSession,
	"POST /staff/account/recovery-codes":                                       needsRealSession,
	"POST /staff/account/authenticator/remove":                                 needsRealSession,
	"POST /staff/people/{id}/reset-sign-in":                                    needsRealSession,
	"GET /staff/sign-in/passkey":                                               needsAuthenticator,
	"GET /staff/authenticator/passkey":                                         needsAuthenticator,
	"POST /staff/authenticator/passkey":                                        needsAuthenticator,
	"GET /staff/invitation-passkey/{token}":                                    needsAuthenticator,
	"POST /staff/invitation-passkey/{token}":                                   needsAuthenticator,
	"POST /staff/account/passkeys/{passkey}/name":                              needsAuthenticator,
	"POST /staff/account/passkeys/{passkey}/remove":                            needsAuthenticator,
	"GET /staff/sign-in/passkey/{ceremony}":                                    needsAuthenticator,
	"POST /staff/sign-in/passkey/{ceremony}":                                   needsAuthenticator,
	"GET /staff/confirm/passkey/{ceremony}":                                    needsAuthenticator,
	"POST /staff/confirm/passkey/{ceremony}":                                   needsAuthenticator,
	"GET /staff/account/add-passkey/{ceremony}":                                needsAuthenticator,
	"POST /staff/account/add-passkey/{ceremony}":                               needsAuthenticator,
	"GET /staff/authenticator/passkey/{ceremony}":                              needsAuthenticator,
	"POST /staff/authenticator/passkey/{ceremony}":                             needsAuthenticator,
	"GET /staff/invitation-passkey/{token}/{ceremony}":                         needsAuthenticator,
	"POST /staff/invitation-passkey/{token}/{ceremony}":                        needsAuthenticator,
	"POST /staff/people/{id}/restore":                                          onlySuspendedAccount,
	"POST /staff/people/{id}/resend":                                           onlyInvited,
	"GET /staff/consultations/{slug}/questions/{question}/areas":               needsMap,
	"POST /staff/consultations/{slug}/questions/{question}/areas":              needsMap,
	"POST /staff/equality-figures":                                             needsFile,
	"GET /staff/equality-figures/{id}":                                         needsFile,
	"POST /staff/files/{id}/delete":                                            needsFile,
	"POST /staff/consultations/{slug}/questionnaire/file/add":                  "a file is read first; builderweb tests it",
	"POST /staff/imports":                                                      needsImport,
	"GET /staff/imports/{id}":                                                  needsImport,
	"POST /staff/imports/{id}":                                                 needsImport,
	"GET /staff/imports/{id}/details":                                          needsImport,
	"POST /staff/imports/{id}/details":                                         needsImport,
	"GET /staff/imports/{id}/check":                                            needsImport,
	"GET /staff/imports/{id}/rows":                                             needsImport,
	"GET /staff/imports/{id}/rows.csv":                                         needsImport,
	"POST /staff/imports/{id}/check":                                           needsImport,
	"POST /staff/imports/{id}/look":                                            needsImport,
	"POST /staff/imports/{id}/remove":                                          needsImport,
	"GET /staff/figure-imports/{ref}":                                          needsFigures,
	"POST /staff/figure-imports/{ref}":                                         needsFigures,
	"GET /staff/figure-imports/{ref}/{id}":                                     needsFigures,
	"POST /staff/figure-imports/{ref}/{id}":                                    needsFigures,
	"POST /staff/figure-imports/{ref}/{id}/undo":                               needsFigures,
	"POST /staff/figure-imports/{ref}/{id}/remove":                             needsFigures,
	"GET /staff/indicator-imports/{ref}":                                       needsFigures,
	"POST /staff/indicator-imports/{ref}":                                      needsFigures,
	"GET /staff/indicator-imports/{ref}/{id}":                                  needsFigures,
	"POST /staff/indicator-imports/{ref}/{id}":                                 needsFigures,
	"POST /staff/indicator-imports/{ref}/{id}/undo":                            needsFigures,
	"POST /staff/indicator-imports/{ref}/{id}/remove":                          needsFigures,
	"GET /staff/consultations/{slug}/affected-users/files/{id}":                needsFigures,
	"POST /staff/consultations/{slug}/affected-users/files/{id}":               needsFigures,
	"POST /staff/consultations/{slug}/affected-users/files/{id}/remove":        needsFigures,
	"POST /staff/consultations/{slug}/responses/{id}/files/{file}":             needsAttachedFile,
	"GET /staff/consultations/{slug}/letters/{id}/files/{file}":                needsScan,
	"POST /staff/consultations/{slug}/publishing/answers":                      needsConsent,
	"POST /staff/consultations/{slug}/publishing/submissions":                  needsSubmission,
	"POST /staff/consultations/{slug}/monitoring-texts/{handle}":               needsMonitoringText,
	"POST /staff/consultations/{slug}/monitoring-texts/checked":                needsMonitoringText,
	"POST /staff/consultations/{slug}/similar-responses/compare":               needsManyResponses,
	"POST /staff/consultations/{slug}/similar-responses":                       "needs similar responses; moderationweb tests it",
	"GET /staff/consultations/{slug}/data-entry/{batch}/forms/{number}":        needsEnteredForms,
	"POST /staff/consultations/{slug}/data-entry/{batch}/forms/{number}":       needsEnteredForms,
	"GET /staff/consultations/{slug}/data-entry/{batch}/second":                needsEnteredForms,
	"POST /staff/consultations/{slug}/data-entry/{batch}/second":               needsEnteredForms,
	"GET /staff/consultations/{slug}/data-entry/{batch}/differences":           needsEnteredForms,
	"POST /staff/consultations/{slug}/data-entry/{batch}/differences":          needsEnteredForms,
	"GET /staff/consultations/{slug}/data-entry/{batch}/differences/{number}":  needsEnteredForms,
	"POST /staff/consultations/{slug}/data-entry/{batch}/differences/{number}": needsEnteredForms,
	"GET /staff/notifications/{id}":                                            needsStoredEmail,
	"GET /staff/account/address":                                               needsRealSession,
	"POST /staff/account/address":                                              needsRealSession,
	"GET /staff/account/new-address/{token}":                                   needsRealSession,
	"POST /staff/account/new-address/{token}":                                  needsRealSession,
	"GET /staff/people/{id}/address":                                           onlySignedUp,
	"POST /staff/people/{id}/address":                                          onlySignedUp,
	"GET /staff/organisations/{org}/restore":                                   onlySuspendedOrg,
	"POST /staff/organisations/{org}/restore":                                  onlySuspendedOrg,
	"POST /staff/actions/{ref}/sign-off":                                       needsReport,
	"POST /staff/assessments/{id}/sign":                                        needsWholeAssessment,
	"POST /staff/consultations/{slug}/tables":                                  needsClosedTables,
	"POST /staff/consultations/{slug}/tables/chart":                            needsClosedTables,
	"POST /staff/consultations/{slug}/tables/file":                             needsClosedTables,
	"POST /staff/consultations/{slug}/tables/views":                            needsClosedTables,
	"POST /staff/consultations/{slug}/tables/views/{id}":                       needsClosedTables,
	"GET /staff/report-signatures":                                             "is in My work of those who sign; progressreportweb tests it",
	"POST /staff/report-signatures":                                            "needs a report with an owner; reportweb tests it",
	"POST /staff/progress-reports/{id}/sign-off/signer":                        "needs a report with an owner; progressreportweb tests it",
	"GET /staff/confirmations/{id}":                                            onlyLargeActs,
	"POST /staff/confirmations/{id}":                                           onlyLargeActs,
	"POST /staff/notifications/{id}/discard":                                   onlyOnHold,
	"POST /staff/notifications/on-hold":                                        onlyAfterRestore,
	"POST /staff/notifications/{id}/retry":                                     onlyFailed,
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
		pdf := strings.HasSuffix(route, web.PDFEnding) // linked to only where a browser makes PDFs
		if strings.Contains(route, " /staff") && !pdf && unlinkedStaffRoutes[route] == "" {
			t.Errorf("nothing leads to %s", route)
		}
	}
	pagetest.GoldenText(t, "testdata/permissions.txt", o.permissionsTable(met))
	pagetest.GoldenText(t, "../../docs/crawlers.md", crawlersDoc)
	if testing.Verbose() {
		for route, n := range w.Rejected {
			t.Logf("refused %d, taken %d: %s", n, w.Accepted[route], route)
		}
	}
	t.Logf(
		"%d routes, %d roles; %d fields written; sent %v; refused %v",
		len(o.crawl.Routes),
		len(o.roles),
		w.FieldsFilled,
		w.Accepted,
		w.Rejected,
	)
}

const crawlersDoc = `# What the crawlers visit

` + "`TestEveryRoleReachesItsRoutes`" + ` writes this page and fails when it is out of date.
` + "`go test ./internal/app -run TestEveryRoleReachesItsRoutes -update`" + ` writes it again.

Every staff route is requested as every role: as an anonymous visitor, as each role alone, with every capability, and
with every capability in another organisation. ` + "`internal/app/testdata/permissions.txt`" + ` lists the routes and what each
role may use, for people to review. ` + "`go test -v`" + ` counts them. Every field of every form that the most powerful role
can reach is filled with text that would break out of a page, and every role then reads every page. Every form is sent as
another site would send it. Every address of the council is requested by the other organisation, which must get the same
answer as for an unknown address. Every change by staff must leave an audit entry in its transaction.

| crawler | test | shown to find its fault by |
|---|---|---|
| permissions, links without a session | ` + "`TestEveryRoleReachesItsRoutes`" + ` | ` + "`TestSeededFaultsAreFound`" + ` |
| two organisations | ` + "`TestOrganisationsAreIsolated`" + ` | ` + "`TestSeededFaultsAreFound`" + ` |
| escaping | ` + "`TestStaffInputIsEscaped`" + ` | ` + "`TestSeededFaultsAreFound`, `TestErrorPagesAreChecked`" + ` |
| cross-site forms; reading changes nothing | ` + "`TestCrossSiteRequestsChangeNothingForStaff`" + ` |` +
	" `TestSeededFaultsAreFound`" + ` |
| changes without an audit entry | ` + "`TestStaffChangesAreAuditedInTheSameTransaction`" + ` | ` + "`TestUnauditedChangeIsFound`" + ` |
| double submit | ` + "`TestStaffDoubleSubmit`" + ` | the count of rows in it |
| fields that ask for a code | ` + "`TestNoStaffPageAsksForACode`" + ` | ` + "`TestFieldsThatAskForCodesAreFound`" + ` |
`

// Every role can use every link and form that it sees, and every page of the staff area shows the pages above it.
func TestEveryRoleCanFollowItsLinks(t *testing.T) {
	t.Parallel()
	o := newStaffSite(t)
	for _, role := range o.roles {
		if !role.Actor.May(actor.Staff) {
			continue // is sent to sign in
		}
		met := o.crawl.Walk(role, 3, "/staff")
		for _, say := range o.crawl.ForbiddenLinks(role, met) {
			t.Error(say)
		}
		for route, pages := range met.Pages {
			if d := pages[0]; strings.HasPrefix(d.URL.Path, "/staff/") && d.Status == http.StatusOK &&
				strings.HasPrefix(d.Header.Get("Content-Type"), "text/html") && !strings.Contains(string(d.Body), `class="fm-crumbs__link"`) {
				t.Errorf("%s: %s does not show the pages above it", role.Name, route)
			}
		}
	}
}

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
	drafts := o.crawl.Get(partner, "/staff/partners/"+partner.Actor.Org)
	if !strings.Contains(string(drafts.Body), "THEIRMARK") {
		t.Errorf("the partner has not changed its entry in the register: %s", drafts.Text())
	}
	for _, say := range o.crawl.ExistenceLeaks(partner, ours, "OURMARK") {
		if !isProposal(say) {
			t.Error(say)
		}
	}
	for _, say := range o.crawl.ExistenceLeaks(council, theirs, "THEIRMARK") {
		if !isProposal(say) {
			t.Error(say)
		}
	}
	for _, say := range o.crawl.ExistenceLeaks(anotherPartner, theirs, "THEIRMARK") {
		t.Error(say)
	}
	for name, role := range map[string]struct {
		crawltest.Role
		mark string
	}{"theirs": {partner, "OURMARK"}, "ours": {council, "THEIRMARK"}, "another’s": {anotherPartner, "THEIRMARK"}} {
		seen := o.crawl.Walk(role.Role, 4, "/staff")
		if len(seen.Pages) < 10 {
			t.Errorf("%s: only %d routes were seen", name, len(seen.Pages))
		}
		for _, say := range crawltest.MarkerLeaks(staffPagesOnly(seen), role.mark) {
			if role.Name == anotherPartner.Name || !isProposal(say) {
				t.Errorf("%s: %s", name, say)
			}
		}
	}
}

// isProposal reports whether a finding is about the entry of the partner in the register, which it and the council write
// together: TestPartnerProposesAndTheCouncilApproves shows what each sees of the other's changes.
func isProposal(say string) bool {
	for _, path := range []string{"/staff/partners/", "/staff/partnership/"} {
		if rest, ok := strings.CutPrefix(say, path+partner.Actor.Org); ok && strings.ContainsAny(rest[:1], "/ ?") {
			return true
		}
	}
	return false
}

// Row B12 of docs/faults.md. A partner with every role changes nothing that concerns the
// whole installation: no row of a table that does not say to which organisation,
// consultation, account or file a row belongs.
func TestPartnersChangeNothingOfTheInstallation(t *testing.T) {
	t.Parallel()
	o := newStaffSite(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(o.app.DB.Update(t.Context(), func(tx *db.Tx) error { // so that there is a clock to confirm
		_, err := tx.Exec(t.Context(), `INSERT INTO retention_clock (name, seen, jumped) VALUES ('database', $1, TRUE)
			ON CONFLICT (name) DO UPDATE SET jumped = TRUE`, db.Time(openDate))
		return err
	}))
	before := o.dumpWhenIdle(t)
	o.fillForms(partner, "THEIRS", false)
	o.crawl.Request(partner, http.MethodPost, "/staff/retention", url.Values{"do": {"confirm-clock"}}, nil)
	installation := map[string]bool{}
	for column := range before {
		table, name, _ := strings.Cut(column, ".")
		if _, seen := installation[table]; !seen {
			installation[table] = true
		}
		switch name {
		case "org", "consultation", "slug", "account", "response", "group_response", "submission", "batch", "cluster", "file", "actor", "request",
			"token_digest", "version", "word", "copy":
			installation[table] = false
		}
	}
	if !installation["retention_clock"] || !installation["council_profile"] || installation["account_person"] {
		t.Fatalf("the tables are not told apart: %v", installation)
	}
	changes := map[string]string{
		"audit_fingerprint": "of rows of the organisation", "audit_state": "every act is audited",
		"jobs_job": "background work", "record_checkpoint": "the record is of all", "record_head": "the record is of all",
		"record_leaf": "the record is of all", "record_tile": "the record is of all", "notify_minute": "emails are counted",
		"notify_notification": "invitations are sent", "staffnotice_choice": "each person chooses their emails",
	}
	for _, column := range changedColumns(before, dumpTables(t, o.app.DB)) {
		table, _, _ := strings.Cut(column, ".")
		if installation[table] && changes[table] == "" {
			t.Errorf("a partner changed %s", column)
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
		// Reading responses is audited. Once a minute the program stores fingerprints of new keys.
		ours := slices.ContainsFunc([]string{"audit_entry.", "audit_state.", "secrets_fingerprint.", "audit_fingerprint."},
			func(table string) bool { return strings.HasPrefix(column, table) })
		if !ours {
			t.Errorf("to read a page changed %s", column)
		}
	}
}

// dumpWhenIdle returns the database after all background work is done.
func (o *staffSite) dumpWhenIdle(t *testing.T) map[string][]string {
	t.Helper()
	o.finishBackground(t)
	return dumpTables(t, o.app.DB)
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
	"audit_entry":       true, // both requests are audited
	"audit_fingerprint": true, // of the rows of the tables below
	"draft_preview":     true, // each link is separate, expires and can be revoked
	"jobs_job":          true,
	"operation_item":    true, // each is work of its own, or the same that has not ended
	"signin_ceremony":   true, // each challenge is separate and expires in five minutes
	"draft_change":      true,
}

func rowCounts(d map[string][]string) map[string]int {
	n := map[string]int{}
	for column, values := range d {
		table, _, _ := strings.Cut(column, ".")
		n[table] = len(values)
	}
	return n
}
