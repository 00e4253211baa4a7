using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Packages;

/// <summary>Writes a package, one file after the other in the order of their names; the same files give the same bytes, apart from the manifest's time.</summary>
public sealed class PackageWriter : IDisposable
{
    private readonly Stream _stream;
    private readonly ZipArchive _archive;
    private readonly List<PackagedFile> _files = [];
    private long _total;

    /// <param name="stream">Empty, and can be read and sought in; it stays open.</param>
    public PackageWriter(Stream stream)
    {
        _stream = stream;
        _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true) { Comment = PackageArchive.NoSeal };
    }

    /// <summary>The time stamps of the portal aside, everything is indented JSON in UTF-8 with a line break at the end.</summary>
    public void Add<T>(string name, T content) => Add(name, Json(content));

    /// <inheritdoc cref="Add{T}(string, T)"/>
    /// <exception cref="InvalidOperationException">The names come out of order, or the package becomes larger than anybody would read it.</exception>
    public void Add(string name, byte[] content)
    {
        _total += content.Length;
        if (_files.Count > 0 && string.CompareOrdinal(_files[^1].Name, name) >= 0)
        {
            throw new InvalidOperationException($"{name} comes after {_files[^1].Name}: the files of a package stand in the order of their names.");
        }

        if (content.Length > PackageFiles.LargestFile || _total > PackageFiles.LargestTotal || _files.Count >= PackageFiles.MostFiles - 1)
        {
            throw new InvalidOperationException($"The package becomes too large with {name}: {_total} bytes in {_files.Count + 1} files.");
        }

        Put(name, content);
        _files.Add(new PackagedFile(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content))));
    }

    /// <summary>Writes the manifest and the seal. Nothing can be added afterwards.</summary>
    public void Finish(Guid assessment, string title, DateTimeOffset madeAt)
    {
        Put(PackageFiles.Manifest, Signed(new PackageManifest
        {
            Format = PackageFiles.Format,
            FormatVersion = PackageFiles.FormatVersion,
            FormulaVersion = FormulaVersion.Current,
            MadeAt = madeAt.ToUniversalTime(),
            Assessment = assessment,
            Title = title,
            Files = _files,
            Sha256 = new string('0', 64),
        }));
        _archive.Dispose();
        PackageArchive.Seal(_stream);
    }

    public void Dispose() => _archive.Dispose();

    /// <summary>A manifest with its own hash in it.</summary>
    internal static byte[] Signed(PackageManifest manifest) => Json(manifest with { Sha256 = HashOf(Json(manifest with { Sha256 = new string('0', 64) })) });

    internal static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    internal static byte[] Json<T>(T content) => [.. JsonSerializer.SerializeToUtf8Bytes(content, QuestionnaireJson.Indented), (byte)'\n'];

    private void Put(string name, byte[] content)
    {
        var entry = _archive.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = PackageArchive.EntryTime;
        using var stream = entry.Open();
        stream.Write(content);
    }
}
