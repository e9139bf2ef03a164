package actor

import "slices"

// Capability is one thing that a person may be allowed to do. A route declares
// the capability it needs, and the use case behind it checks it again.
type Capability string

// The capabilities. Everyone has Public; every member of staff who has signed in
// with a second factor has Staff.
const (
	Public          Capability = "public"
	Staff           Capability = "staff"
	Draft           Capability = "draft"
	Publish         Capability = "publish"
	Engage          Capability = "engage"
	Partnership     Capability = "partnership"
	Offer           Capability = "offer"
	EditRecords     Capability = "records"
	ApproveRecords  Capability = "approve"
	ApproveReports  Capability = "approve-reports"
	ReadReports     Capability = "reading"
	EnterResponses  Capability = "enter"
	Release         Capability = "release"
	Decide          Capability = "decide"
	UpdateActions   Capability = "update"
	ReadResponses   Capability = "read-responses"
	ReadMonitoring  Capability = "read-monitoring"
	ReadContacts    Capability = "read-contacts"
	Moderate        Capability = "moderate"
	ManageRetention Capability = "retain"
	HandleRequests  Capability = "requests"
	ExportData      Capability = "export"
	ManagePeople    Capability = "people"
	ReadAudit       Capability = "audit"
	Operate         Capability = "operator"
)

// Role is a named set of capabilities that an administrator assigns to people.
// Names and descriptions for pages are in package account.
type Role string

// The roles, in the order in which pages list them.
const (
	Administrator   Role = "administrator"
	Publisher       Role = "publisher"
	Editor          Role = "editor"
	Analyst         Role = "analyst"
	EqualityOfficer Role = "equality-officer"
	HeadOfService   Role = "head-of-service"
	Councillor      Role = "councillor"
	ActionOwner     Role = "action-owner"
	PartnerEditor   Role = "partner-editor"
	EntryClerk      Role = "entry-clerk"
	Viewer          Role = "viewer"
	Auditor         Role = "auditor"
)

// AllRoles lists every role in the order in which pages list them.
var AllRoles = []Role{
	Administrator, Publisher, Editor, Analyst, EqualityOfficer,
	HeadOfService, Councillor, ActionOwner, PartnerEditor, EntryClerk, Viewer, Auditor,
}

// CapabilityInfo describes a capability and lists the roles that have it.
type CapabilityInfo struct {
	Capability  Capability
	Description string // English, for documents
	Roles       []Role
	CouncilOnly bool // only the council's own staff have it, not a partner's
}

// Capabilities describes every capability but Public. A new capability is added
// to the constants and here, with the roles that have it.
//
// Roles have no more than their work needs. Three kinds of access must never
// meet in one role: managing accounts, reading responses and reading the audit
// log. A test in package account checks this.
var Capabilities = []CapabilityInfo{
	{Capability: Staff, Description: "See what all staff can see", Roles: AllRoles},
	{
		Capability:  Draft,
		Description: "Write consultations, strategies and plans",
		Roles:       []Role{Publisher, Editor, PartnerEditor},
	},
	{
		Capability:  Engage,
		Description: "Say whom a consultation affects, and what was done to hear from them",
		Roles:       []Role{Publisher, Editor, EqualityOfficer, PartnerEditor},
	},
	{
		Capability:  Partnership,
		Description: "Write the entry of their own organisation in the register of partners, and sign the principles for it",
		Roles:       []Role{Administrator, Publisher, Editor, EqualityOfficer, HeadOfService, PartnerEditor},
	},
	{
		Capability:  Offer,
		Description: "Say what their organisation offers and wants, and answer proposals to work together",
		Roles:       []Role{Publisher, EqualityOfficer, PartnerEditor},
	},
	{
		Capability:  EditRecords,
		Description: "Write evidence, strategies, actions and decisions",
		Roles:       []Role{Publisher, Editor, EqualityOfficer, HeadOfService},
		CouncilOnly: true,
	},
	{
		Capability:  ApproveReports,
		Description: "Approve reports to those who decide, and send them",
		Roles:       []Role{HeadOfService},
		CouncilOnly: true,
	},
	{
		Capability:  ReadReports,
		Description: "Receive reports on which they decide",
		Roles:       []Role{Councillor},
		CouncilOnly: true,
	},
	{
		Capability:  ApproveRecords,
		Description: "Approve evidence, strategies and actions before they are published",
		Roles:       []Role{Publisher},
		CouncilOnly: true,
	},
	{Capability: Publish, Description: "Open, extend, close and withdraw consultations", Roles: []Role{Publisher}},
	{
		Capability:  EnterResponses,
		Description: "Enter responses received on paper, by phone or by letter",
		Roles:       []Role{EntryClerk},
	},
	{Capability: Release, Description: "Publish results", Roles: []Role{Publisher}},
	{Capability: Decide, Description: "Record decisions and what was done", Roles: []Role{Publisher}},
	{
		Capability:  UpdateActions,
		Description: "Report progress on their own actions",
		Roles:       []Role{Publisher, ActionOwner, PartnerEditor},
	},
	{Capability: ReadResponses, Description: "Read individual responses", Roles: []Role{Analyst, EqualityOfficer}},
	{Capability: ReadMonitoring, Description: "Read equality monitoring answers", Roles: []Role{EqualityOfficer}},
	{Capability: ReadContacts, Description: "See who asked to be told the outcome", Roles: []Role{Publisher}},
	{Capability: Moderate, Description: "Flag, exclude, include, redact and publish responses", Roles: []Role{Analyst}},
	{
		Capability:  ManageRetention,
		Description: "Delete data when it is due and answer requests about personal data",
		Roles:       []Role{Publisher},
	},
	{
		Capability:  HandleRequests,
		Description: "Record requests about personal data and work on them",
		Roles:       []Role{Publisher, Analyst},
	},
	{Capability: ExportData, Description: "Export responses", Roles: []Role{Analyst}},
	{Capability: ManagePeople, Description: "Manage the accounts of their own organisation", Roles: []Role{Administrator}},
	{Capability: ReadAudit, Description: "See who did what and who viewed what", Roles: []Role{Auditor}},
	{
		Capability:  Operate,
		Description: "Manage organisations, notifications and settings of the installation",
		Roles:       []Role{Administrator},
		CouncilOnly: true,
	},
}

// AllCapabilities lists every capability but Public, in the order of
// Capabilities. Do not change it.
var AllCapabilities = func() []Capability {
	all := make([]Capability, len(Capabilities))
	for i, info := range Capabilities {
		all[i] = info.Capability
	}
	return all
}()

// CapabilitiesOf returns the capabilities of a person with roles, sorted and
// each once. ofCouncil says whether they work for the organisation that runs
// the installation. Without a role there is no capability.
func CapabilitiesOf(ofCouncil bool, roles ...Role) []Capability {
	var all []Capability
	for _, info := range Capabilities {
		if info.CouncilOnly && !ofCouncil {
			continue
		}
		if slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(info.Roles, r) }) {
			all = append(all, info.Capability)
		}
	}
	slices.Sort(all)
	return all
}
