using System.Security.Cryptography;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>A file as it came with a form: a scan or a letter.</summary>
public sealed record UploadedFile(string Name, byte[] Content)
{
    private const string TooLarge = /* RefusalText */ "The file is larger than 10 MB. Attach a smaller one.";

    /// <summary>What the file is by its content, whatever its name says; <see langword="null"/> when we do not take it.</summary>
    public string? Kind => Content switch
    {
        [0x25, 0x50, 0x44, 0x46, 0x2D, ..] => "application/pdf",
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        _ => null,
    };

    /// <summary>Why the file cannot be kept; <see langword="null"/> when it can.</summary>
    public string? Problem =>
        Content.Length == 0 ? /* RefusalText */ "The file is empty."
        : Content.Length > AttachedFile.MaxLength ? TooLarge
        : Kind is null ? /* RefusalText */ "Attach a PDF, or a picture as PNG or JPEG."
        : null;

    /// <summary>SHA-256 of the content, lower-case hexadecimal.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Content));

    /// <summary>The file that came with a form field, if any came, or what is wrong with it. More than the limit is never read into memory.</summary>
    public static async Task<(UploadedFile? File, string? Problem)> TryReadAsync(IFormFile? file)
    {
        if (file is null || string.IsNullOrEmpty(file.FileName))
        {
            return (null, null);
        }

        if (file.Length > AttachedFile.MaxLength)
        {
            return (null, TooLarge);
        }

        using var content = new MemoryStream((int)file.Length);
        await file.CopyToAsync(content);
        var read = new UploadedFile(file.FileName, content.ToArray());
        return (read, read.Problem);
    }

    internal AttachedFile Attach(Assessment assessment, string byName, DateTimeOffset at)
    {
        DomainRule.RequireNo(Problem);
        return new AttachedFile(Guid.CreateVersion7(), assessment.CountryId, assessment.Id, SafeName, Kind!, Content, Sha256, at, byName);
    }

    /// <summary>The name without folders and control characters, with the ending that belongs to the content.</summary>
    private string SafeName
    {
        get
        {
            var bare = new string([.. Name.Split('/', '\\')[^1].Where(letter => !char.IsControl(letter) && letter is not ('"' or '<' or '>' or ':' or '|' or '?' or '*'))]);
            var stem = Path.GetFileNameWithoutExtension(bare).Trim();
            var ending = Kind switch { "application/pdf" => ".pdf", "image/png" => ".png", _ => ".jpg" };
            return (stem.Length == 0 ? "file" : stem[..Math.Min(stem.Length, 200)]) + ending;
        }
    }
}
