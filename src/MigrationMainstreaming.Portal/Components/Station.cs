namespace MigrationMainstreaming.Portal.Components;

/// <summary>One station of a route: a section of a questionnaire, or a step.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Href">Its address.</param>
/// <param name="Says">How far it is, in words.</param>
/// <param name="State">"" (open), "part", "full" or "back" (something waits here).</param>
/// <param name="Waits">What waits here, in words, if anything does.</param>
/// <param name="IsCurrent">Whether it is the open one.</param>
public sealed record Station(string Name, string Href, string Says, string State = "", string? Waits = null, bool IsCurrent = false);
