package app

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/account/accountweb"
	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/action/actionweb"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/analysis/analysisweb"
	"github.com/folkmoot/folkmoot/internal/analysis/exploreweb"
	"github.com/folkmoot/folkmoot/internal/analysis/releaseweb"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/budget"
	"github.com/folkmoot/folkmoot/internal/budget/budgetweb"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/builder/builderweb"
	"github.com/folkmoot/folkmoot/internal/confirmation/confirmationweb"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/consult/consultweb"
	"github.com/folkmoot/folkmoot/internal/consultationreport"
	"github.com/folkmoot/folkmoot/internal/consultationreport/consultationreportweb"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/council/councilweb"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/decision/decisionweb"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftweb"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/edit/editweb"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/eia/eiaweb"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/entry/entryweb"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/evidence/evidenceweb"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/files/filesweb"
	"github.com/folkmoot/folkmoot/internal/follow"
	"github.com/folkmoot/folkmoot/internal/follow/followweb"
	"github.com/folkmoot/folkmoot/internal/forwardplan"
	"github.com/folkmoot/folkmoot/internal/forwardplan/forwardplanweb"
	"github.com/folkmoot/folkmoot/internal/imports"
	"github.com/folkmoot/folkmoot/internal/imports/importsweb"
	"github.com/folkmoot/folkmoot/internal/information"
	"github.com/folkmoot/folkmoot/internal/information/informationweb"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/intake/intakeweb"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationweb"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/notify/notifyweb"
	"github.com/folkmoot/folkmoot/internal/offer"
	"github.com/folkmoot/folkmoot/internal/offer/offerweb"
	"github.com/folkmoot/folkmoot/internal/operation/operationweb"
	"github.com/folkmoot/folkmoot/internal/opportunity"
	"github.com/folkmoot/folkmoot/internal/opportunity/opportunityweb"
	"github.com/folkmoot/folkmoot/internal/outcome"
	"github.com/folkmoot/folkmoot/internal/outcome/outcomeweb"
	"github.com/folkmoot/folkmoot/internal/overview"
	"github.com/folkmoot/folkmoot/internal/overview/overviewweb"
	"github.com/folkmoot/folkmoot/internal/partner"
	"github.com/folkmoot/folkmoot/internal/partner/partnerweb"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/place/placeweb"
	"github.com/folkmoot/folkmoot/internal/print"
	"github.com/folkmoot/folkmoot/internal/progress"
	"github.com/folkmoot/folkmoot/internal/progress/progressweb"
	"github.com/folkmoot/folkmoot/internal/progressreport"
	"github.com/folkmoot/folkmoot/internal/progressreport/progressreportweb"
	"github.com/folkmoot/folkmoot/internal/project"
	"github.com/folkmoot/folkmoot/internal/project/projectweb"
	"github.com/folkmoot/folkmoot/internal/reach"
	"github.com/folkmoot/folkmoot/internal/reach/reachweb"
	"github.com/folkmoot/folkmoot/internal/record/recordweb"
	"github.com/folkmoot/folkmoot/internal/report"
	"github.com/folkmoot/folkmoot/internal/report/reportweb"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/retention/retentionweb"
	"github.com/folkmoot/folkmoot/internal/risk/riskweb"
	"github.com/folkmoot/folkmoot/internal/seal"
	"github.com/folkmoot/folkmoot/internal/search/searchweb"
	"github.com/folkmoot/folkmoot/internal/sharing"
	"github.com/folkmoot/folkmoot/internal/sharing/sharingweb"
	"github.com/folkmoot/folkmoot/internal/signin"
	"github.com/folkmoot/folkmoot/internal/signin/signinweb"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
	"github.com/folkmoot/folkmoot/internal/staffnotice/staffnoticeweb"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/strategy/strategyweb"
	"github.com/folkmoot/folkmoot/internal/subjectaccess"
	"github.com/folkmoot/folkmoot/internal/subjectaccess/subjectaccessweb"
	"github.com/folkmoot/folkmoot/internal/sustainability"
	"github.com/folkmoot/folkmoot/internal/sustainability/sustainabilityweb"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Services are the services of an installation. Commands and tests use some of
// them directly.
type Services struct {
	Accounts *account.Service
	SignIn   *signin.Service
	Council  *council.Service
	Place    *place.Service
	Evidence *evidence.Service
	Edit     *edit.Service
	Consult  *consult.Service
	Strategy *strategy.Service
	Action   *action.Service
	Intake   *intake.Service
	Analysis *analysis.Service
	Decision *decision.Service
	Report   *report.Service
	Progress *progress.Service

	receiver      *intake.Receiver
	deletions     *retention.DeletionLog
	deleter       *retention.Deleter
	entry         *entry.Service
	files         *files.Service
	retention     *retention.Service
	moderation    *moderation.Service
	notifications *notify.Queue
	mailer        *notify.Mailer
	announcer     *analysis.Announcer
	contactKeys   *seal.Keyring
	drafts        *draft.Service
	information   *information.Service
	imports       *imports.Service
}

// Limits of the emails that are sent.
const (
	defaultMailPerMinute = 600  // what mail services accept without special arrangement
	publicMailPerHour    = 3000 // emails that visitors can request by typing an address
)

// newServices constructs the services from the lowest to the highest. What a
// service needs to know from a higher one is passed to it here.
func newServices(cfg Config, deps *web.Deps, keys keys, profile *councilProfile) (s Services) {
	d, rec := deps.DB, deps.Record
	s.contactKeys, s.deletions = keys.contacts, keys.deletions
	s.notifications = &notify.Queue{Box: keys.contacts}
	s.SignIn = &signin.Service{
		DB: d, Notifications: s.notifications, Secret: keys.secret, BaseURL: cfg.BaseURL, Provider: signin.NewProvider(cfg.Provider),
	}
	s.Accounts = account.New(d, s.SignIn)
	s.Accounts.Areas = areaNames
	s.Accounts.Renamed = partner.Rename
	deps.StaffNotices = &staffnotice.Service{DB: d, People: account.Staff{Accounts: s.Accounts}, Send: staffMail(s.notifications)}
	deps.Follows = &follow.Service{DB: d, Queue: s.notifications}
	s.Council = &council.Service{DB: d}
	s.Place = &place.Service{DB: d}
	s.Evidence = &evidence.Service{DB: d}
	s.Edit = &edit.Service{DB: d, Log: rec, SamePersonMayApprove: council.SamePersonMayApprove,
		Gate: sustainability.Gates(eia.Gate, sustainability.Gate)}
	s.Strategy = &strategy.Service{DB: d, Log: rec, Consultations: consult.Options, LongTerm: sustainability.ForNextPlan}
	s.information = &information.Service{DB: d, Log: rec, Secret: keys.secret, Assessments: publishedAssessments}
	s.Action = &action.Service{DB: d, Assessments: eia.ActionLookup}
	s.announcer = &analysis.Announcer{DB: d, Queue: s.notifications, Follows: deps.Follows}
	s.Analysis = &analysis.Service{DB: d, Log: rec, OnRelease: s.announcer.Announce}
	s.receiver = intake.NewReceiver(d, rec, keys.contacts.Seal, deps.Slog)
	s.Intake = &intake.Service{
		DB: d, Log: rec, Keys: intake.NewKeys(keys.secret), Receiver: s.receiver, Releases: s.Analysis, Notify: s.notifications, Now: deps.Now,
		Drafts: cfg.DraftLimits, OtherDrafts: entry.GroupResponsesSize,
	}
	s.deleter = retention.NewDeleter(s.Intake, keys.deletions, retention.Erasers{Response: eraseResponse, Subject: eraseSubmission})
	s.files = &files.Service{DB: d}
	if cfg.ScanCommand != "" {
		s.files.Scan = files.ScanWith(cfg.ScanCommand)
		s.Intake.Scan = s.files.Scan
	}
	s.entry = &entry.Service{DB: d, Log: rec, Intake: s.Intake, Deleter: s.deleter, Files: s.files}
	s.retention = retention.New(s.deleter, retention.Config{
		Box: keys.contacts, Source: s.entry, ReleasedAt: analysis.LastReleased, DecidedAt: decision.LastDecided,
	})
	s.moderation = moderation.New(s.Intake, s.deleter, keys.contacts)
	s.Consult = &consult.Service{
		DB: d, Log: rec, CountResponses: intake.Count, Policies: []consult.ResponsePolicies{s.retention, s.moderation},
	}
	s.imports = &imports.Service{
		DB: d, Log: rec, Consults: s.Consult, Intake: s.Intake, Box: s.contactKeys, FreeSlug: draft.FreeSlug, NewID: builder.IDFrom,
	}
	s.Decision = &decision.Service{DB: d, Log: rec, Assessments: assessments{}, Figures: s.Analysis.Figure,
		Planned: analysis.Planner{Releases: s.Analysis, Consults: s.Consult}.Figures, Papers: report.Papers{},
		OnFeedback: s.announceFeedback}
	s.Report = &report.Service{DB: d, Decisions: s.Decision, Members: func(ctx context.Context) (all []report.Member, err error) {
		people, err := s.Accounts.WhoCan(ctx, actor.CouncilOrg, actor.ReadReports)
		for _, p := range people {
			all = append(all, report.Member{ID: p.ID, Name: p.Name})
		}
		return all, err
	}}
	s.Progress = &progress.Service{DB: d, Consults: s.Consult, Decisions: s.Decision,
		Released: s.Analysis.Released, Counted: s.Analysis.CountedResponses}
	s.mailer = &notify.Mailer{
		DB: d, Box: keys.contacts, Carrier: cfg.Mail, PerMinute: cfg.MailPerMinute, PublicPerHour: publicMailPerHour,
		Render: (&notifyweb.Renderer{BaseURL: cfg.BaseURL, Council: profile.council}).Render,
		Checks: map[string]notify.Check{notify.ClosingSoon: intake.CheckReminder},
	}
	if s.mailer.Carrier == nil {
		s.mailer.Carrier = mail.Discard{}
	}
	if s.mailer.PerMinute == 0 {
		s.mailer.PerMinute = defaultMailPerMinute
	}
	return s
}

// announceFeedback notifies the people who left an address of feedback on their consultation.
func (s *Services) announceFeedback(ctx context.Context, tx *db.Tx, a *decision.Feedback) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	return s.announcer.AnnounceFeedback(ctx, tx, a.Consultation, a.Path(), !a.Incomplete(), now)
}

// announceReport notifies the people who left an address of the report on their consultation.
func (s *Services) announceReport(ctx context.Context, tx *db.Tx, r *consultationreport.Report, now time.Time) error {
	return s.announcer.AnnounceReport(ctx, tx, r.Consultation, consultationreport.Path(r.Consultation), now)
}

// features returns every feature, each after those whose definitions it refers to.
// A new feature is one line here.
func (s *Services) features(cfg Config, deps *web.Deps, profile *councilProfile) []feature.Feature {
	s.drafts = &draft.Service{
		DB: deps.DB, Consults: s.Consult, Edit: s.Edit, QuestionSettings: builderweb.QuestionSettings,
		ConditionText:   builderweb.ConditionText,
		ParseDefinition: consult.ParseDefinition, FormatDefinition: consult.FormatDefinition,
	}
	deps.Printer = print.New(cfg.Chromium, deps.Site)
	access := subjectaccess.New(s.moderation, s.deleter, s.contactKeys, s.notifications, cfg.BaseURL)
	councilName := func(ctx context.Context) string { return profile.council(ctx).Name }
	var all []feature.Feature
	records := func() (kinds []edit.Kind) {
		for _, f := range all {
			kinds = append(kinds, f.Records...)
		}
		return kinds
	}
	all = []feature.Feature{
		draftweb.New(deps, s.drafts),
		overviewweb.New(deps, &overview.Service{DB: deps.DB, Drafts: s.drafts}),
		builderweb.New(deps, s.drafts),
		filesweb.New(deps, s.files),
		signinweb.New(deps, s.SignIn, cfg.Demonstration),
		searchweb.New(deps),
		accountweb.New(deps, s.Accounts, councilName),
		confirmationweb.New(deps),
		operationweb.New(deps),
		recordweb.New(deps),
		councilweb.New(deps, s.Council, s.retention.Notice, cfg.shown(), records),
		placeweb.New(deps, s.Place, s.Edit),
		evidenceweb.New(deps, s.Evidence, s.Edit),
		partnerweb.New(deps, &partner.Service{DB: deps.DB}, s.Edit),
		strategyweb.New(deps, s.Strategy),
		consultweb.New(deps, s.Consult),
		reachweb.New(deps, &reach.Service{DB: deps.DB, Edit: s.Edit}),
		intakeweb.New(deps, s.Intake, s.Consult, s.deleter),
		entryweb.New(deps, s.entry),
		importsweb.New(deps, s.imports),
		retentionweb.New(deps, s.retention),
		moderationweb.New(deps, s.moderation, s.deleter, s.files),
		subjectaccessweb.New(deps, access, s.deleter),
		actionweb.New(deps, s.Action, s.Edit, s.Accounts.WhoCan, s.Decision.Causes),
		analysisweb.New(deps, s.Analysis, s.Consult, s.announcer),
		releaseweb.New(deps, s.Analysis),
		exploreweb.New(deps, s.Analysis),
		eiaweb.New(deps, &eia.Service{DB: deps.DB, Edit: s.Edit, Activities: edit.ActivityLookup(records), Agreed: eia.Agreed{Kinds: records}}),
		decisionweb.New(deps, s.Decision, s.Edit),
		informationweb.New(deps, s.information, s.Edit),
		forwardplanweb.New(deps, &forwardplan.Service{DB: deps.DB, Decisions: s.Decision}),
		reportweb.New(deps, s.Report),
		riskweb.New(deps, s.Edit),
		sustainabilityweb.New(deps, &sustainability.Service{Activities: edit.ActivityLookup(func() []edit.Kind {
			return slices.DeleteFunc(records(), func(k edit.Kind) bool { return !sustainability.Covers(k) })
		})}),
		outcomeweb.New(deps, &outcome.Service{DB: deps.DB}),
		offerweb.New(deps, &offer.Service{DB: deps.DB}),
		opportunityweb.New(deps, &opportunity.Service{DB: deps.DB}),
		projectweb.New(deps, &project.Service{DB: deps.DB, Gate: eia.Gate, InForce: sharing.InForce}),
		sharingweb.New(deps, &sharing.Service{DB: deps.DB}),
		budgetweb.New(deps, &budget.Service{DB: deps.DB}),
		consultationreportweb.New(deps, &consultationreport.Service{DB: deps.DB, Decisions: s.Decision, OnPublish: s.announceReport}, s.Edit),
		progressreportweb.New(deps, &progressreport.Service{DB: deps.DB, Edit: s.Edit, Accounts: s.Accounts}),
		progressweb.New(deps, s.Progress),
		followweb.New(deps, deps.Follows),
		staffnoticeweb.New(deps, deps.StaffNotices),
		notifyweb.New(deps, &notify.Outbox{Mailer: s.mailer, Audit: audit.Append}),
	}
	var forms []edit.Form
	for _, f := range all {
		forms = append(forms, f.Forms...)
	}
	editing := editweb.New(deps, s.Edit, records(), forms)
	for _, f := range all { // a feature can say itself where its records are found, and knows no draft that was never published
		for kind, published := range f.Find {
			if draft := editing.Find[kind]; draft != nil {
				f.Find[kind] = web.FindEither(published, draft)
				delete(editing.Find, kind)
			}
		}
	}
	return append(all, editing)
}

// eraseResponse erases what features above retention hold about a response.
func eraseResponse(ctx context.Context, tx *db.Tx, id string, whole bool) error {
	if err := entry.EraseResponse(ctx, tx, id, whole); err != nil || !whole {
		return err
	}
	if err := imports.EraseResponse(ctx, tx, id); err != nil {
		return err
	}
	return moderation.EraseResponse(ctx, tx, id)
}

// eraseSubmission erases what features above retention hold about a letter, petition or event.
func eraseSubmission(ctx context.Context, tx *db.Tx, slug, id string) (int64, error) {
	if err := moderation.EraseSubmission(ctx, tx, id); err != nil {
		return 0, err
	}
	return entry.EraseSubmission(ctx, tx, slug, id)
}
