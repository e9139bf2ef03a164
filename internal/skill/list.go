package skill

import "github.com/folkmoot/folkmoot/internal/locale"

// first is the first day of the first version of the list.
const first = "2026-01-01"

// skills is the list, by kind, related lines together.
var skills = []Skill{
	{Code: "interpreting-bsl", Kind: Ability, Name: locale.Lazy("British Sign Language interpreting"), Since: first},
	{Code: "interpreting-arabic", Kind: Ability, Name: locale.Lazy("Interpreting: Arabic"), Since: first},
	{Code: "interpreting-bengali", Kind: Ability, Name: locale.Lazy("Interpreting: Bengali"), Since: first},
	{Code: "interpreting-gujarati", Kind: Ability, Name: locale.Lazy("Interpreting: Gujarati"), Since: first},
	{Code: "interpreting-polish", Kind: Ability, Name: locale.Lazy("Interpreting: Polish"), Since: first},
	{Code: "interpreting-punjabi", Kind: Ability, Name: locale.Lazy("Interpreting: Punjabi"), Since: first},
	{Code: "interpreting-romanian", Kind: Ability, Name: locale.Lazy("Interpreting: Romanian"), Since: first},
	{Code: "interpreting-urdu", Kind: Ability, Name: locale.Lazy("Interpreting: Urdu"), Since: first},
	{Code: "interpreting-welsh", Kind: Ability, Name: locale.Lazy("Interpreting: Welsh"), Since: first},
	{Code: "translation", Kind: Ability, Name: locale.Lazy("Written translation"), Since: first},
	{Code: "easy-read", Kind: Ability, Name: locale.Lazy("Writing Easy Read"), Since: first},
	{Code: "access-checks", Kind: Ability, Name: locale.Lazy("Checking buildings and websites for access"), Since: first},
	{Code: "equality-training", Kind: Ability, Name: locale.Lazy("Equality training"), Since: first},
	{Code: "health-training", Kind: Ability, Name: locale.Lazy("First aid and health training"), Since: first},
	{Code: "digital-help", Kind: Ability, Name: locale.Lazy("Help with going online"), Since: first},
	{Code: "money-advice", Kind: Ability, Name: locale.Lazy("Advice on benefits, debt and housing"), Since: first},
	{Code: "legal-advice", Kind: Ability, Name: locale.Lazy("Legal advice"), Since: first},
	{Code: "advocacy", Kind: Ability, Name: locale.Lazy("Advocacy and support at meetings"), Since: first},
	{Code: "youth-work", Kind: Ability, Name: locale.Lazy("Youth work"), Since: first},
	{Code: "outreach", Kind: Ability, Name: locale.Lazy("Visiting people at home or in the community"), Since: first},
	{Code: "facilitation", Kind: Ability, Name: locale.Lazy("Running meetings and workshops"), Since: first},
	{Code: "data-analysis", Kind: Ability, Name: locale.Lazy("Analysing data and evaluating projects"), Since: first},
	{Code: "fundraising", Kind: Ability, Name: locale.Lazy("Applying for funding"), Since: first},
	{Code: "publicity", Kind: Ability, Name: locale.Lazy("Publicity and design"), Since: first},
	{Code: "driving", Kind: Ability, Name: locale.Lazy("Driving passengers"), Since: first},
	{Code: "volunteers", Kind: Ability, Name: locale.Lazy("Finding and supporting volunteers"), Since: first},

	{Code: "hall", Kind: Asset, Name: locale.Lazy("Hall or meeting room"), Since: first},
	{Code: "step-free-hall", Kind: Asset, Name: locale.Lazy("Step-free hall with an accessible toilet"), Since: first},
	{Code: "office-space", Kind: Asset, Name: locale.Lazy("Office space"), Since: first},
	{Code: "kitchen", Kind: Asset, Name: locale.Lazy("Kitchen"), Since: first},
	{Code: "outdoor-space", Kind: Asset, Name: locale.Lazy("Garden or outdoor space"), Since: first},
	{Code: "storage", Kind: Asset, Name: locale.Lazy("Storage"), Since: first},
	{Code: "minibus", Kind: Asset, Name: locale.Lazy("Minibus"), Since: first},
	{Code: "accessible-minibus", Kind: Asset, Name: locale.Lazy("Minibus with a wheelchair lift"), Since: first},
	{Code: "hearing-loop", Kind: Asset, Name: locale.Lazy("Portable hearing loop"), Since: first},
	{Code: "computers", Kind: Asset, Name: locale.Lazy("Computers and tablets"), Since: first},
	{Code: "event-equipment", Kind: Asset, Name: locale.Lazy("Equipment for events"), Since: first},

	{Code: "community-contacts", Kind: Knowledge, Name: locale.Lazy("Contacts in a community"), Since: first},
	{Code: "lived-experience", Kind: Knowledge, Name: locale.Lazy("Experience of using a service"), Since: first},
	{Code: "findings", Kind: Knowledge, Name: locale.Lazy("Findings of research or surveys"), Since: first},
	{Code: "training-materials", Kind: Knowledge, Name: locale.Lazy("Training materials"), Since: first},
	{Code: "policies", Kind: Knowledge, Name: locale.Lazy("Policies and templates"), Since: first},
}
