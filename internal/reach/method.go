package reach

import (
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/represent"
)

// Method is a way of engaging with people, from lists of methods that councils publish. What suits a group is advice: the people
// themselves know best.
type Method string

// The methods.
const (
	OnlineSurvey      Method = "online-survey"
	PaperSurvey       Method = "paper-survey"
	EasyReadSurvey    Method = "easy-read-survey"
	Translation       Method = "translation"
	EmailOrLetter     Method = "email-or-letter"
	PhoneLine         Method = "phone-line"
	CitizensPanel     Method = "citizens-panel"
	DropIn            Method = "drop-in"
	PublicMeeting     Method = "public-meeting"
	OnlineMeeting     Method = "online-meeting"
	FocusGroup        Method = "focus-group"
	DepthInterview    Method = "depth-interview"
	Workshop          Method = "workshop"
	Roadshow          Method = "roadshow"
	StandAtEvent      Method = "stand-at-event"
	LibraryDisplay    Method = "library-display"
	LiveQuestions     Method = "live-questions"
	SocialMedia       Method = "social-media"
	YouthWorker       Method = "youth-worker"
	Outreach          Method = "outreach"
	ParishWorkshop    Method = "parish-workshop"
	CommunityResearch Method = "community-researchers"
	StakeholderMeet   Method = "stakeholder-meeting"
)

// methodEntry is a method with the days on which it is offered.
type methodEntry struct {
	Method
	Period equality.Period
	Label  locale.LazyMessage
}

// firstList is the day of the lists from which the methods come.
const firstList equality.Day = "2026-11-29"

var methods = []methodEntry{
	entryOf(Outreach, locale.Lazy("Outreach to existing groups")),
	entryOf(FocusGroup, locale.Lazy("Focus group")),
	entryOf(DepthInterview, locale.Lazy("Depth interviews")),
	entryOf(CommunityResearch, locale.Lazy("Community researchers")),
	entryOf(YouthWorker, locale.Lazy("Youth participation worker")),
	entryOf(Workshop, locale.Lazy("Workshop")),
	entryOf(ParishWorkshop, locale.Lazy("Workshop with a parish council")),
	entryOf(DropIn, locale.Lazy("Drop-in or exhibition")),
	entryOf(Roadshow, locale.Lazy("Roadshow")),
	entryOf(StandAtEvent, locale.Lazy("Stand at an event")),
	entryOf(LibraryDisplay, locale.Lazy("Display in a library")),
	entryOf(PublicMeeting, locale.Lazy("Public meeting")),
	entryOf(OnlineMeeting, locale.Lazy("Online meeting")),
	entryOf(StakeholderMeet, locale.Lazy("Meeting with organisations")),
	entryOf(LiveQuestions, locale.Lazy("Live questions and answers on radio or social media")),
	entryOf(SocialMedia, locale.Lazy("Social media")),
	entryOf(EmailOrLetter, locale.Lazy("Emails or letters")),
	entryOf(PhoneLine, locale.Lazy("Phone line")),
	entryOf(PaperSurvey, locale.Lazy("Paper questionnaire")),
	entryOf(EasyReadSurvey, locale.Lazy("Easy Read questionnaire")),
	entryOf(Translation, locale.Lazy("Translated questionnaire or interpreter")),
	entryOf(CitizensPanel, locale.Lazy("Citizens’ panel")),
	entryOf(OnlineSurvey, locale.Lazy("Online questionnaire")),
}

func entryOf(m Method, label locale.LazyMessage) methodEntry {
	return methodEntry{m, equality.Period{From: firstList}, label}
}

// Methods returns the methods that are offered on day, and with "" all that ever were.
func Methods(day equality.Day) (all []Method) {
	for _, m := range methods {
		if day == "" || m.Period.Contains(max(day, firstList)) {
			all = append(all, m.Method)
		}
	}
	return all
}

// Label returns the name of m.
func (m Method) Label() locale.LazyMessage {
	at := slices.IndexFunc(methods, func(e methodEntry) bool { return e.Method == m })
	if at < 0 {
		return locale.LazyMessage{}
	}
	return methods[at].Label
}

// suits are the methods for groups, by question or by question and answer.
var suits = map[string][]Method{
	"age/age-0-15":                   {YouthWorker, Outreach, Workshop},
	"age/age-16-24":                  {YouthWorker, SocialMedia, Outreach, LiveQuestions},
	"age/age-25-34":                  {SocialMedia, OnlineMeeting, StandAtEvent},
	"age/age-75-84":                  {PaperSurvey, PhoneLine, LibraryDisplay, Outreach},
	"age/age-85-over":                {PaperSurvey, PhoneLine, Outreach, DepthInterview},
	"disability/disabled":            {EasyReadSurvey, Outreach, PhoneLine, FocusGroup},
	"self-described-disability":      {EasyReadSurvey, Outreach, PhoneLine, FocusGroup},
	equality.EthnicGroupQuestion:     {Outreach, CommunityResearch, Translation, FocusGroup},
	"religion":                       {Outreach, StakeholderMeet, CommunityResearch},
	"main-language":                  {Translation, Outreach, CommunityResearch},
	"english-proficiency":            {Translation, Outreach, CommunityResearch},
	"unpaid-care":                    {PhoneLine, OnlineMeeting, Outreach},
	"sexual-orientation":             {Outreach, StakeholderMeet, OnlineSurvey},
	string(represent.GenderIdentity): {Outreach, StakeholderMeet, OnlineSurvey},
	"pregnancy":                      {Outreach, OnlineMeeting, StandAtEvent},
	"armed-forces":                   {Outreach, StakeholderMeet},
}

// Suggest returns methods that can reach a group on day, the most suitable first.
func Suggest(day equality.Day, question, group string) (all []Method) {
	found := suits[question+"/"+group]
	if found == nil {
		found = suits[question]
	}
	if found == nil {
		found = []Method{Outreach, StandAtEvent, FocusGroup}
		if _, standard := equality.QuestionAt(question, equality.MaxDay); !standard && !strings.Contains(question, "disability") { // an area
			found = []Method{DropIn, Roadshow, ParishWorkshop, StandAtEvent}
		}
	}
	offered := Methods(day)
	for _, m := range found {
		if slices.Contains(offered, m) {
			all = append(all, m)
		}
	}
	return all
}
