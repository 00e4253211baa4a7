using System.Buffers.Binary;

namespace MigrationMainstreaming.Benchmarks.Circuits;

/// <summary>Looks into a render batch, in the form in which the server sends it.</summary>
internal static class RenderBatch
{
    // The batch ends with where its five parts begin; the second part holds the frames, the fifth where each text begins.
    private const int TailLength = 20;
    private const int FrameLength = 20;
    private const int AttributeFrame = 3;

    /// <summary>Whether the batch sets this attribute to this value anywhere on the page.</summary>
    public static bool Sets(ReadOnlySpan<byte> batch, ReadOnlySpan<byte> attribute, ReadOnlySpan<byte> value)
    {
        var tail = batch[^TailLength..];
        var (frames, texts) = (Number(tail, 4), Number(tail, 16));
        for (var (left, at) = (Number(batch, frames), frames + 4); left > 0; left--, at += FrameLength)
        {
            if (Number(batch, at) == AttributeFrame && Says(batch, texts, Number(batch, at + 4), attribute) && Says(batch, texts, Number(batch, at + 8), value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Says(ReadOnlySpan<byte> batch, int texts, int index, ReadOnlySpan<byte> expected)
    {
        if (index < 0)
        {
            return false;
        }

        var at = Number(batch, texts + (index * 4));
        var (length, shift) = (0, 0);
        byte part;
        do
        {
            part = batch[at++];
            length |= (part & 0x7f) << shift;
            shift += 7;
        }
        while ((part & 0x80) != 0);
        return batch.Slice(at, length).SequenceEqual(expected);
    }

    private static int Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
}
